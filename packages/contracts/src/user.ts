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
