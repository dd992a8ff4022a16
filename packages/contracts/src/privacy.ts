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
  records: z.int().nonnegative().describe('How many records were found; they themselves stay with the domain'),
})

/** Declares a domain's receipt: what it holds of a person is ready to be fetched. */
export const exportReceipt = (domain: Domain) =>
  defineEvent({
    domain,
    fact: 'export-collected',
    version: 1,
    aggregate: 'export',
    summary: 'The domain has collected what it holds of a person.',
    consumers: { user: 'notes the receipt; the export is complete with the last one' },
    data: Collected,
    example: { exportId: EXAMPLE.export, userId: EXAMPLE.user, records: 12 },
    planned: true,
  })
