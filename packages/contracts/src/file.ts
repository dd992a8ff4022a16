import { z } from 'zod'
import { defineEvent } from './event.ts'

/** An upload is complete and verified: it may be attached and served. Subject: the file. Consumers: course, assessment. */
export const fileAvailable = defineEvent({
  domain: 'file',
  fact: 'available',
  version: 1,
  aggregate: 'file',
  data: z.object({
    fileId: z.string(),
    ownerId: z.string(),
    contentType: z.string(),
    size: z.int().nonnegative().describe('Bytes'),
  }),
})
