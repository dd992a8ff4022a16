import { randomId } from '../provider/random-id.ts'
import { type Account, nowInSeconds, type StripeEvent } from './account.ts'

/** The API version that the pinned SDK speaks. */
const apiVersion = '2026-10-28.endive'

/** Keeps an event about `object` as it is now, and posts it to the webhook. */
export function emitEvent(account: Account, type: string, object: unknown, previous_attributes?: unknown): void {
  const event: StripeEvent = {
    id: randomId('evt_', 24),
    object: 'event',
    api_version: apiVersion,
    created: nowInSeconds(account),
    data: previous_attributes === undefined ? { object } : { object, previous_attributes },
    livemode: false,
    pending_webhooks: 1,
    request: { id: randomId('req_', 14), idempotency_key: null },
    type,
  }
  account.events.put(event.id, event)
  account.deliveries.enqueue({ id: event.id, type, body: JSON.stringify(event, null, 2) })
}
