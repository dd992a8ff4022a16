import { paymentErased } from '@lms/contracts/payment'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'

/** What providers told holds names and addresses and goes, and so do the words of who wanted money back; orders, refunds and the ledger stay as the law wants them. */
export const onErasureRequested = erases(paymentErased, async (tx: Tx, userId) => {
  const erased = await tx.$executeRaw`
    update webhook_event set payload = '{}'
    where processed_at is not null and payload <> '{}' and exists (
      select from payment join "order" on "order".id = payment.order_id
      where buyer_id = ${userId} and (
        position(payment.id in payload) > 0
        or (provider_reference is not null and position(provider_reference in payload) > 0)))`
  const refunds = await tx.refund.updateMany({
    where: { orderLine: { buyerId: userId }, reason: { not: 'erased' } },
    data: { reason: 'erased' },
  })
  return { erased: erased + refunds.count, kept: ['orders, refunds and the ledger: bookkeeping law'] }
})
