import { randomId } from '../provider/random-id.ts'
import { type Account, nowInSeconds, type Order, type Payment, type Refund } from './account.ts'

/** The objects that an event is about, the main one first. */
export interface EventSubjects {
  readonly refund?: Refund
  readonly payment: Payment
  readonly order?: Order
}

/** Posts an event to the webhook. */
export function emitEvent(account: Account, type: string, subjects: EventSubjects): void {
  const entities = Object.entries(subjects).map(([name, entity]) => [name, { entity }] as const)
  const body = {
    entity: 'event',
    account_id: 'acc_LmsLocalStack0',
    event: type,
    contains: entities.map(([name]) => name),
    payload: Object.fromEntries(entities),
    created_at: nowInSeconds(account),
  }
  account.deliveries.enqueue({ id: randomId('', 14), type, body: JSON.stringify(body) })
}
