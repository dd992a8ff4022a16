import { z } from 'zod'
import { defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { erasureReceipt, exportReceipt } from './privacy.ts'
import { byAllHolders } from './user.ts'

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

const ExportFacts = z.object({ exportId: z.string(), userId: z.string() })

export const exportOpened = defineEvent({
  domain: 'file',
  fact: 'export-opened',
  version: 1,
  aggregate: 'export',
  summary: 'Every domain is asked for what it holds of a person.',
  consumers: { user: 'collects what it holds', ...byAllHolders('collects what it holds') },
  data: ExportFacts.extend({
    key: z
      .object({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: z.string() })
      .describe(
        'Public key (JWK, RFC 8037) that the answers are encrypted to; its private half is forgotten afterwards',
      ),
  }),
  example: {
    exportId: EXAMPLE.export,
    userId: EXAMPLE.user,
    key: { kty: 'OKP', crv: 'X25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
  },
})

export const exportReady = defineEvent({
  domain: 'file',
  fact: 'export-ready',
  version: 1,
  aggregate: 'export',
  summary: 'What is known of a person lies in a file that is for them alone.',
  consumers: { user: 'closes the export', notification: 'tells the person' },
  data: ExportFacts.extend({ fileId: z.string(), expiresAt: z.iso.datetime().describe('When the file is removed') }),
  example: { exportId: EXAMPLE.export, userId: EXAMPLE.user, fileId: EXAMPLE.file, expiresAt: EXAMPLE.time },
})

export const fileErased = erasureReceipt('file')
export const fileCollected = exportReceipt('file')
