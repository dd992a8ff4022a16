import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import type { PaymentModel } from '../generated/prisma/models.ts'
import type { ProviderName } from '../providers/payment-provider.ts'
import { applyObservation } from '../settlement/apply-observation.ts'
import { openPayment } from '../settlement/open-payment.ts'

const EVERY_MS = 5_000

/** Of one run, so that a stopping process need not wait long. */
const MOST_PER_PROVIDER = 20

/** Asks the providers what became of payments that no webhook has settled, and finishes those that they do not know. */
export const reconcilePayments = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'reconcile-payments', everyMs: EVERY_MS, run: (cause) => reconcileAll(deps, cause) })

async function reconcileAll(deps: Deps, cause: EventCause): Promise<void> {
  const providers = Object.keys(deps.providers) as ProviderName[]
  await Promise.all(providers.map((provider) => reconcileWith(provider, deps, cause)))
}

/** Ends with the first failure: a provider that is down would make all others wait for it too. */
async function reconcileWith(provider: ProviderName, deps: Deps, cause: EventCause): Promise<void> {
  for (let asked = 0; asked < MOST_PER_PROVIDER; asked++) {
    const payment = await takeDuePayment(deps, provider)
    if (!payment) return
    try {
      await reconcile(deps, payment, cause)
    } catch (error) {
      deps.log.warn({ err: error, paymentId: payment.id }, 'payment not reconciled')
      return
    }
  }
}

/**
 * Takes a payment whose time has come, so that no other replica asks too. The next time is as far off as the payment is
 * old: one that was just made is asked about every minute or two, an abandoned one hardly ever.
 */
async function takeDuePayment({ db, clock }: Deps, provider: ProviderName): Promise<PaymentModel | null> {
  const now = clock.now().toISOString()
  const [taken] = await db.$queryRaw<{ id: string }[]>`
    update payment
    set next_check_at = ${now}::timestamptz + greatest(interval '1 minute', ${now}::timestamptz - created_at)
    where id = (
      select id from payment where next_check_at <= ${now}::timestamptz and provider = ${provider}::"PaymentProvider"
      order by next_check_at limit 1 for update skip locked
    )
    returning id`
  return taken ? db.payment.findUniqueOrThrow({ where: { id: taken.id } }) : null
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
