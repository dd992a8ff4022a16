import type { EventCause } from '@lms/kit/events/event-cause'
import type { Deps } from '../deps.ts'
import { processWebhook } from '../webhooks/process-webhook.ts'

const BATCH = 50

/** Acts upon webhooks that were stored by a request that could not, or died before it did. */
export async function applyStoredWebhooks(deps: Deps, cause: EventCause): Promise<void> {
  const due = await deps.db.webhookEvent.findMany({
    where: { nextTryAt: { lte: deps.clock.now() } },
    orderBy: { nextTryAt: 'asc' },
    take: BATCH,
    select: { provider: true, eventId: true },
  })
  for (const id of due) await processWebhook(deps, id, cause)
}
