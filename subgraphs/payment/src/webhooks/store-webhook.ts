import type { Deps } from '../deps.ts'
import type { ProviderName } from '../providers/payment-provider.ts'

/** For so long the request that stored a webhook has it to itself. */
const HEAD_START_MS = 60_000

/**
 * Keeps a genuine webhook until it is acted upon.
 * @returns false when this event was stored before
 */
export async function storeWebhook(
  { db, clock }: Deps,
  webhook: { provider: ProviderName; eventId: string; type: string; payload: string },
): Promise<boolean> {
  const receivedAt = clock.now()
  const { count } = await db.webhookEvent.createMany({
    data: { ...webhook, receivedAt, nextTryAt: new Date(receivedAt.getTime() + HEAD_START_MS) },
    skipDuplicates: true,
  })
  return count > 0
}
