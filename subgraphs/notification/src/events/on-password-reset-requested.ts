import { passwordResetRequested } from '@lms/contracts/user'
import { mailsLink } from './mails-link.ts'

export const onPasswordResetRequested = mailsLink(passwordResetRequested, 'password-reset')
