import type { EventCause } from '@lms/kit/events/event-cause'
import type { Deps } from '../deps.ts'
import type { WebhookOutcome } from '../generated/prisma/enums.ts'
import type { Interpretation, ProviderName } from '../providers/payment-provider.ts'
import { applyRefund } from '../refunding/apply-refund.ts'
import { applyObservation } from '../settlement/apply-observation.ts'
import type { Settlement } from '../settlement/settlement.ts'

interface WebhookId {
  provider: ProviderName
  eventId: string
}

const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 60 * 60_000

/** Acts upon a stored webhook, once. A failure is logged and leaves it to be tried later. */
export async function processWebhook(deps: Deps, id: WebhookId, cause: EventCause): Promise<void> {
  try {
    const outcome = await act(deps, id, cause)
    if (outcome) deps.countWebhook(id.provider, outcome)
  } catch (error) {
    deps.countWebhook(id.provider, 'FAILED')
    deps.log.error({ err: error, ...id }, 'webhook not processed')
    await postpone(deps, id).catch((failure: unknown) =>
      deps.log.error({ err: failure, ...id }, 'webhook not postponed'),
    )
  }
}

/** @returns null where somebody else has acted upon it */
function act(
  { transact, clock, log, providers }: Deps,
  { provider, eventId }: WebhookId,
  cause: EventCause,
): Promise<WebhookOutcome | null> {
  return transact(async (tx) => {
    const [stored] = await tx.$queryRaw<{ payload: string }[]>`
      select payload from webhook_event
      where provider = ${provider}::"PaymentProvider" and event_id = ${eventId} and processed_at is null
      for update`
    if (!stored) return null
    const meant = providers[provider].interpret(stored.payload)
    const outcome = await apply({ tx, clock, cause, log }, provider, meant)
    if (outcome === 'UNMATCHED' || outcome === 'WRONG_MODE')
      log.warn({ provider, eventId, outcome }, 'webhook set aside')
    await tx.webhookEvent.update({
      where: { provider_eventId: { provider, eventId } },
      data: { outcome, processedAt: clock.now(), nextTryAt: null, attempts: { increment: 1 } },
    })
    return outcome
  })
}

async function apply(settlement: Settlement, provider: ProviderName, meant: Interpretation): Promise<WebhookOutcome> {
  if (meant.kind === 'REFUND') return (await applyRefund(settlement, meant.refund)) ? 'APPLIED' : 'UNMATCHED'
  if (meant.kind !== 'OBSERVED') return meant.kind
  return (await applyObservation(settlement, provider, meant.observation)) ? 'APPLIED' : 'UNMATCHED'
}

async function postpone({ db, clock }: Deps, { provider, eventId }: WebhookId): Promise<void> {
  const { attempts } = await db.webhookEvent.update({
    where: { provider_eventId: { provider, eventId } },
    data: { attempts: { increment: 1 } },
  })
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS)
  await db.webhookEvent.updateMany({
    where: { provider, eventId, processedAt: null },
    data: { nextTryAt: new Date(clock.now().getTime() + pause) },
  })
}
