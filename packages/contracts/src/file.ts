import { z } from 'zod'
import { defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { erasureReceipt, exportReceipt } from './privacy.ts'

export const fileAvailable = defineEvent({
  domain: 'file',
  fact: 'available',
  version: 1,
  aggregate: 'file',
  summary: 'An upload is complete and verified: it may be attached and served.',
  consumers: { course: 'lessons may use it', assessment: 'submissions may use it' },
  data: z.object({
    fileId: z.string(),
    ownerId: z.string(),
    contentType: z.string(),
    size: z.int().nonnegative().describe('Bytes'),
  }),
  example: { fileId: EXAMPLE.file, ownerId: EXAMPLE.user, contentType: 'application/pdf', size: 48_213 },
})

export const fileQuarantined = defineEvent({
  domain: 'file',
  fact: 'quarantined',
  version: 1,
  aggregate: 'file',
  summary: 'A file was found to be harmful and is served no more.',
  consumers: { course: 'hides the item', assessment: 'flags the submission', notification: 'tells the owner' },
  data: z.object({ fileId: z.string(), ownerId: z.string() }),
  example: { fileId: EXAMPLE.file, ownerId: EXAMPLE.user },
  planned: true,
})

export const fileErased = erasureReceipt('file')
export const fileCollected = exportReceipt('file')
