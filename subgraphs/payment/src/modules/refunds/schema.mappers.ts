import type { RefundModel } from '../../generated/prisma/models.ts'
import type { RefundQuote } from './quote-refund.ts'

export type RefundMapper = RefundModel
export type RefundQuoteMapper = RefundQuote
