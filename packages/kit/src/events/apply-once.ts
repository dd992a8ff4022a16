import type { EventEnvelope } from '@lms/contracts/event'
import type { Clock } from '../clock.ts'
import type { Transact } from '../database.ts'
import type { SqlClient } from '../sql.ts'
import type { EventCause } from './event-cause.ts'
import type { EventOutcome, HandlerContext } from './handles.ts'

export interface Applier<Tx extends SqlClient, Deps extends object> {
  service: string
  transact: Transact<Tx>
  deps: Deps
  clock: Clock
}

/**
 * Runs an event's handler in one transaction with the note that this service has handled the event. Deliveries of the
 * same event that run at once wait for each other at the note's primary key.
 */
export function applyOnce<Tx extends SqlClient, Deps extends object>(
  { service, transact, deps, clock }: Applier<Tx, Deps>,
  envelope: EventEnvelope,
  apply: (context: Deps & HandlerContext<Tx>) => Promise<EventOutcome | undefined>,
): Promise<EventOutcome | 'DUPLICATE'> {
  return transact(async (tx) => {
    const noted = await tx.$executeRaw`
      insert into kit.inbox (consumer, event_id, type, subject, aggregate_version, outcome, handled_at)
      values (${service}, ${envelope.id}, ${envelope.type}, ${envelope.subject}, ${envelope.aggregateversion},
        'APPLIED', ${clock.now().toISOString()}::timestamptz)
      on conflict do nothing`
    if (noted === 0) return 'DUPLICATE'
    const outcome = (await apply({ ...deps, tx, cause: causeOf(envelope, service) })) ?? 'APPLIED'
    if (outcome === 'STALE') {
      await tx.$executeRaw`
        update kit.inbox set outcome = 'STALE' where consumer = ${service} and event_id = ${envelope.id}`
    }
    return outcome
  })
}

function causeOf({ id, correlationid, traceparent }: EventEnvelope, service: string): EventCause {
  return {
    source: service,
    correlationId: correlationid,
    causationId: id,
    ...(traceparent === undefined ? {} : { traceparent }),
  }
}
