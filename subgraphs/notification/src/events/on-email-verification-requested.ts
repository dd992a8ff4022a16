import { emailVerificationRequested } from '@lms/contracts/user'
import { mailsLink } from './mails-link.ts'

export const onEmailVerificationRequested = mailsLink(emailVerificationRequested, 'email-verification')
