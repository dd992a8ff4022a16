import { z } from 'zod'
import { defineEvent } from './event.ts'

/** Somebody made an account. Subject: the person. Consumers: notification (contact data, welcome), analytics. */
export const userRegistered = defineEvent({
  domain: 'user',
  fact: 'registered',
  version: 1,
  aggregate: 'user',
  data: z.object({
    userId: z.string(),
    email: z.string().describe('Where to write to'),
    displayName: z.string(),
    locale: z.string().describe('BCP 47 language tag'),
    timeZone: z.string().describe('IANA time zone'),
  }),
})

const accessEvent = (fact: string) =>
  defineEvent({ domain: 'user', fact, version: 1, aggregate: 'user', data: z.object({ userId: z.string() }) })

/** Somebody was shut out of the platform. Subject: the person. Consumers: none yet; the router learns of it by itself. */
export const userSuspended = accessEvent('suspended')

/** Somebody may sign in again. Subject: the person. Consumers: none yet. */
export const userReinstated = accessEvent('reinstated')
