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

/** An event that was understood, and what the service does about it. */
export interface ReadEvent<Context> {
  envelope: EventEnvelope
  apply: (context: Context) => Promise<EventOutcome | undefined>
}

export type AppliedOutcome = EventOutcome | 'DUPLICATE'

/**
 * Runs the handlers of events, in their order, in one transaction with the notes that this service has handled them: all
 * take effect, each for the first time, or none. Deliveries of the same event that run at once wait for each other at the
 * note's primary key.
 *
 * @param around wraps each handler's run
 * @returns what became of each event
 */
export function applyEvents<Tx extends SqlClient, Deps extends object>(
  { service, transact, deps, clock }: Applier<Tx, Deps>,
  events: readonly ReadEvent<Deps & HandlerContext<Tx>>[],
  around: <Result>(envelope: EventEnvelope, run: () => Promise<Result>) => Promise<Result> = (_envelope, run) => run(),
): Promise<AppliedOutcome[]> {
  return transact(async (tx) => {
    const isNew = await note(tx, service, events, clock.now())
    const outcomes: AppliedOutcome[] = []
    for (const { envelope, apply } of events) {
      if (!isNew.delete(envelope.id)) {
        outcomes.push('DUPLICATE')
        continue
      }
      const context = { ...deps, tx, cause: causeOf(envelope, service) }
      const outcome = (await around(envelope, () => apply(context))) ?? 'APPLIED'
      if (outcome === 'STALE') await noteStale(tx, service, envelope.id)
      outcomes.push(outcome)
    }
    return outcomes
  })
}

/** @returns the ids of the events that were not noted before */
async function note(
  tx: SqlClient,
  service: string,
  events: readonly { envelope: EventEnvelope }[],
  now: Date,
): Promise<Set<string>> {
  const notes = events.map(({ envelope: { id, type, subject, aggregateversion } }) => ({
    id,
    type,
    subject,
    version: aggregateversion,
  }))
  const noted = await tx.$queryRaw<{ event_id: string }[]>`
    insert into kit.inbox (consumer, event_id, type, subject, aggregate_version, outcome, handled_at)
    select ${service}, id, type, subject, version, 'APPLIED', ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as note (id text, type text, subject text, version bigint)
    order by id
    on conflict do nothing
    returning event_id`
  return new Set(noted.map(({ event_id }) => event_id))
}

async function noteStale(tx: SqlClient, service: string, eventId: string): Promise<void> {
  await tx.$executeRaw`update kit.inbox set outcome = 'STALE' where consumer = ${service} and event_id = ${eventId}`
}

function causeOf({ id, correlationid, traceparent }: EventEnvelope, service: string): EventCause {
  return {
    source: service,
    correlationId: correlationid,
    causationId: id,
    ...(traceparent === undefined ? {} : { traceparent }),
  }
}
