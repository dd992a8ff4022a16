import type { Context } from '../../context.ts'
import { visibleOrders } from '../orders/policy.ts'
import { quoteRefund, type RefundQuote } from './quote-refund.ts'

/** The quote for a line of an order that the viewer may see. */
export async function findRefundQuote(ctx: Context, orderLineId: string): Promise<RefundQuote | null> {
  const line = await ctx.db.orderLine.findFirst({
    where: { id: orderLineId, order: visibleOrders(ctx.viewer) },
    include: { order: true },
  })
  return line && quoteRefund(ctx.db, line, ctx)
}
