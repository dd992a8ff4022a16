import { z } from 'zod'
import { defineEvent } from './event.ts'

const userEvent = <Data extends z.ZodObject>(fact: string, data: Data) =>
  defineEvent({ domain: 'user', fact, version: 1, aggregate: 'user', data })

const Person = z.object({ userId: z.string() })

/** Somebody made an account. Subject: the person. Consumers: notification (contact data, welcome), analytics. */
export const userRegistered = userEvent(
  'registered',
  Person.extend({
    email: z.string().describe('Where to write to'),
    displayName: z.string(),
    locale: z.string().describe('BCP 47 language tag'),
    timeZone: z.string().describe('IANA time zone'),
  }),
)

/** What leads to the token of a link. It is no token: that is made of the id with a secret that no event carries. */
const LinkFacts = Person.extend({
  tokenId: z.string().describe('For example mail_01kanzt3sjf9ps3r1hq4v8m2xd'),
  expiresAt: z.iso.datetime().describe('Until when the link works (UTC)'),
})

/** Somebody wants a new password for an account. Subject: the person. Consumers: notification (mails the link). */
export const passwordResetRequested = userEvent('password-reset-requested', LinkFacts)

/** The address of an account is to be proved. Subject: the person. Consumers: notification (mails the link). */
export const emailVerificationRequested = userEvent('email-verification-requested', LinkFacts)

/** An account has a new password and no session of before. Subject: the person. Consumers: notification (tells them). */
export const passwordChanged = userEvent('password-changed', Person)

/** Somebody was shut out of the platform. Subject: the person. Consumers: none yet; the router learns of it by itself. */
export const userSuspended = userEvent('suspended', Person)

/** Somebody may sign in again. Subject: the person. Consumers: none yet. */
export const userReinstated = userEvent('reinstated', Person)
