import type { Clock } from '@lms/kit/clock'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Logger } from '@lms/kit/log'
import type { Tx } from '../deps.ts'

/** One transaction that moves an order on, and why. */
export interface Settlement {
  tx: Tx
  clock: Clock
  cause: EventCause
  log: Logger
}
