import { z } from 'zod'
import { type Domain, defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'

const Erased = z.object({
  erasureId: z.string(),
  userId: z.string(),
  erased: z.int().nonnegative().describe('Records that were deleted or made anonymous'),
  kept: z.array(z.string()).describe('What has to stay, and why'),
})

/** Declares a domain's receipt: what it held of a person is gone. */
export const erasureReceipt = (domain: Domain) =>
  defineEvent({
    domain,
    fact: 'erasure-completed',
    version: 1,
    aggregate: 'erasure',
    summary: 'The domain has erased what it held of a person.',
    consumers: { user: 'notes the receipt; the erasure is complete with the last one' },
    data: Erased,
    example: { erasureId: EXAMPLE.erasure, userId: EXAMPLE.user, erased: 12, kept: ['orders: tax law'] },
  })

export type ErasureReceipt = z.infer<typeof Erased>

const Collected = z.object({
  exportId: z.string(),
  userId: z.string(),
  records: z.int().nonnegative().describe('How many records the domain holds of the person'),
  attempt: z
    .int()
    .positive()
    .describe('Which time of asking it answers; parts of different attempts do not fit together'),
  part: z.int().positive().describe('Number of this part, from 1'),
  parts: z.int().positive().describe('How many parts the answer has'),
  sealed: z
    .string()
    .max(160_000)
    .describe('A piece of the records, encrypted to the key of the export: the pieces together are one compact JWE'),
})

/** Declares a domain's answer to an export: what it holds of a person, readable by the file domain alone. */
export const exportReceipt = (domain: Domain) =>
  defineEvent({
    domain,
    fact: 'export-collected',
    version: 1,
    aggregate: 'export',
    summary: 'The domain has collected what it holds of a person.',
    consumers: { file: 'puts the parts together once all are there', user: 'notes the receipt' },
    data: Collected,
    example: {
      exportId: EXAMPLE.export,
      userId: EXAMPLE.user,
      records: 12,
      attempt: 1,
      part: 1,
      parts: 1,
      sealed: 'eyJhbGciOiJFQ0RILUVTIn0..c2VhbGVk.cmVjb3Jkcw.dGFn',
    },
  })

export type ExportPart = z.infer<typeof Collected>
