import { paymentCollected } from '@lms/contracts/payment'
import { collects } from '@lms/kit/events/collects'
import type { Tx } from '../deps.ts'

/** What somebody bought, paid and was given back. */
export const onExportOpened = collects(paymentCollected, async (tx: Tx, buyerId) => ({
  orders: await tx.order.findMany({
    where: { buyerId },
    select: {
      ...{ id: true, status: true, totalMinor: true, currency: true, createdAt: true, paidAt: true },
      lines: { select: { id: true, courseId: true, priceMinor: true, fulfilment: true, grantedAt: true } },
      payments: {
        select: { id: true, provider: true, status: true, amountMinor: true, currency: true, createdAt: true },
      },
    },
    orderBy: { id: 'asc' },
  }),
  refunds: await tx.refund.findMany({
    where: { orderLine: { buyerId } },
    select: {
      ...{ id: true, orderLineId: true, reason: true, status: true, amountMinor: true, currency: true },
      ...{ createdAt: true, settledAt: true },
    },
    orderBy: { id: 'asc' },
  }),
}))
