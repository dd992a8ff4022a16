import type { EventCause } from '@lms/kit/events/event-cause'
import type { Deps } from '../deps.ts'
import type { PaymentModel } from '../generated/prisma/models.ts'
import { applyObservation } from '../settlement/apply-observation.ts'
import { openPayment } from '../settlement/open-payment.ts'

const BATCH = 50

/** Asks the providers what became of payments that no webhook has settled, and finishes those that they do not know. */
export async function reconcilePayments(deps: Deps, cause: EventCause): Promise<void> {
  const due = await takeDuePayments(deps)
  for (const payment of due) {
    await reconcile(deps, payment, cause).catch((error: unknown) =>
      deps.log.warn({ err: error, paymentId: payment.id }, 'payment not reconciled'),
    )
  }
}

/**
 * Takes payments whose time has come, so that no other replica asks too. The next time is as far off as the payment is
 * old: one that was just made is asked about every minute or two, an abandoned one hardly ever.
 */
async function takeDuePayments({ db, clock }: Deps): Promise<PaymentModel[]> {
  const now = clock.now().toISOString()
  const taken = await db.$queryRaw<{ id: string }[]>`
    update payment
    set next_check_at = ${now}::timestamptz + greatest(interval '1 minute', ${now}::timestamptz - created_at)
    where id in (
      select id from payment where next_check_at <= ${now}::timestamptz
      order by next_check_at limit ${BATCH} for update skip locked
    )
    returning id`
  return db.payment.findMany({ where: { id: { in: taken.map(({ id }) => id) } }, orderBy: { id: 'asc' } })
}

async function reconcile(deps: Deps, payment: PaymentModel, cause: EventCause): Promise<void> {
  const { provider, providerReference } = payment
  if (providerReference === null) {
    await openPayment(deps, payment)
    return
  }
  const { clock, log } = deps
  const seen = await deps.providers[provider].look(providerReference, clock.now())
  await deps.transact((tx) => applyObservation({ tx, clock, cause, log }, provider, seen))
}
