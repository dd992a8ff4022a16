import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { processWebhook } from '../webhooks/process-webhook.ts'

const EVERY_MS = 5_000
const BATCH = 50

/** Acts upon webhooks that were stored by a request that could not, or died before it did. */
export const applyStoredWebhooks = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'apply-stored-webhooks', everyMs: EVERY_MS, run: (cause) => applyDue(deps, cause) })

async function applyDue(deps: Deps, cause: EventCause): Promise<void> {
  const due = await deps.db.webhookEvent.findMany({
    where: { nextTryAt: { lte: deps.clock.now() } },
    orderBy: { nextTryAt: 'asc' },
    take: BATCH,
    select: { provider: true, eventId: true },
  })
  for (const id of due) await processWebhook(deps, id, cause)
}
