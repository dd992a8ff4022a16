import { z } from 'zod'
import { type Consumers, type Domain, defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { exportReceipt } from './privacy.ts'

const Person = z.object({ userId: z.string() })
const person = { userId: EXAMPLE.user }

export const userRegistered = defineEvent({
  domain: 'user',
  fact: 'registered',
  version: 1,
  aggregate: 'user',
  summary: 'Somebody made an account.',
  consumers: { notification: 'keeps how to reach them, and welcomes', analytics: 'counts' },
  data: Person.extend({
    email: z.string().describe('Where to write to'),
    displayName: z.string(),
    locale: z.string().describe('BCP 47 language tag'),
    timeZone: z.string().describe('IANA time zone'),
  }),
  example: { ...person, email: 'ada@example.com', displayName: 'Ada', locale: 'en', timeZone: 'Europe/London' },
})

/** What leads to the token of a link. It is no token: that is made of the id with a secret that no event carries. */
const LinkFacts = Person.extend({
  tokenId: z.string().describe('For example mail_01kanzt3sjf9ps3r1hq4v8m2xd'),
  expiresAt: z.iso.datetime().describe('Until when the link works (UTC)'),
})
const linkEvent = (fact: string, summary: string) =>
  defineEvent({
    domain: 'user',
    fact,
    version: 1,
    aggregate: 'user',
    summary,
    consumers: { notification: 'mails the link' },
    data: LinkFacts,
    example: { ...person, tokenId: 'mail_01kanzt3sjf9ps3r1hq4v8m2xd', expiresAt: EXAMPLE.time },
  })

export const passwordResetRequested = linkEvent(
  'password-reset-requested',
  'Somebody wants a new password for an account.',
)
export const emailVerificationRequested = linkEvent(
  'email-verification-requested',
  'The address of an account is to be proved.',
)

const personEvent = (fact: string, summary: string, consumers: Consumers) =>
  defineEvent({
    domain: 'user',
    fact,
    version: 1,
    aggregate: 'user',
    summary,
    consumers,
    data: Person,
    example: person,
  })

export const passwordChanged = personEvent(
  'password-changed',
  'An account has a new password and no session of before.',
  { notification: 'tells them' },
)
export const userSuspended = personEvent(
  'suspended',
  'Somebody was shut out of the platform; the router learns of it by itself.',
  {},
)
export const userReinstated = personEvent('reinstated', 'Somebody may sign in again.', {})

export const timeZoneChanged = defineEvent({
  domain: 'user',
  fact: 'time-zone-changed',
  version: 1,
  aggregate: 'user',
  summary: 'Somebody lives in another time zone.',
  consumers: { notification: 'plans reminders anew', course: 'shows other times' },
  data: Person.extend({ timeZone: z.string() }),
  example: { ...person, timeZone: 'Asia/Kolkata' },
  planned: true,
})

export const accommodationChanged = defineEvent({
  domain: 'user',
  fact: 'accommodation-changed',
  version: 1,
  aggregate: 'user',
  summary: 'Somebody gets more time, or no more.',
  consumers: { assessment: 'moves the end of open attempts, never to an earlier time' },
  data: Person.extend({ extraTimePercent: z.int().min(0).max(300) }),
  example: { ...person, extraTimePercent: 25 },
  planned: true,
})

/** The domains that may hold something of a person, other than user itself. */
export const HOLDERS = [
  'course',
  'payment',
  'assessment',
  'analytics',
  'notification',
  'live-session',
  'file',
] as const satisfies Domain[]

/** Every domain, asked for the same. */
export const byAllHolders = (effect: string): Consumers => Object.fromEntries(HOLDERS.map((domain) => [domain, effect]))

export const erasureRequested = defineEvent({
  domain: 'user',
  fact: 'erasure-requested',
  version: 1,
  aggregate: 'erasure',
  summary: 'What is known of a person is to be erased; every domain answers with a receipt.',
  consumers: byAllHolders('erases what it holds'),
  data: Person.extend({ erasureId: z.string() }),
  example: { ...person, erasureId: EXAMPLE.erasure },
})

export const exportRequested = defineEvent({
  domain: 'user',
  fact: 'export-requested',
  version: 1,
  aggregate: 'export',
  summary: 'A person wants what is known of them.',
  consumers: { file: 'makes a key for it, and asks every domain' },
  data: Person.extend({ exportId: z.string() }),
  example: { ...person, exportId: EXAMPLE.export },
})

export const userCollected = exportReceipt('user')
