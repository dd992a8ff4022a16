import { paymentErased } from '@lms/contracts/payment'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'

/** What providers told holds names and addresses and goes; orders, refunds and the ledger stay as the law wants them. */
export const onErasureRequested = erases(paymentErased, async (tx: Tx, userId) => {
  const erased = await tx.$executeRaw`
    update webhook_event set payload = '{}'
    where processed_at is not null and payload <> '{}' and exists (
      select from payment join "order" on "order".id = payment.order_id
      where buyer_id = ${userId} and (
        position(payment.id in payload) > 0
        or (provider_reference is not null and position(provider_reference in payload) > 0)))`
  return { erased, kept: ['orders, refunds and the ledger: bookkeeping law'] }
})
