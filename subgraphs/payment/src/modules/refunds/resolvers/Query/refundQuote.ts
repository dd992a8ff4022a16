import type { QueryResolvers } from '../../../types.generated.ts'
import { findRefundQuote } from '../../find-refund-quote.ts'

export const refundQuote: NonNullable<QueryResolvers['refundQuote']> = (_parent, { orderLineId }, ctx) =>
  findRefundQuote(ctx, orderLineId)
