import type { EventEnvelope } from '@lms/contracts/event'
import type { Clock } from '../clock.ts'
import type { Transact } from '../database.ts'
import type { SqlClient } from '../sql.ts'
import type { EventCause } from './event-cause.ts'
import type { EventOutcome, HandlerContext, Reaction } from './handles.ts'
import { alike, type Projection, projectAll } from './project.ts'

export interface Applier<Tx extends SqlClient, Deps extends object> {
  service: string
  transact: Transact<Tx>
  deps: Deps
  clock: Clock
  /**
   * Takes, before any of them has an effect, the locks that handlers of several events will take one after another, in one
   * order for all. Without it two transactions that apply events about the same things in another order can deadlock.
   */
  lockFirst?: LockFirst<Tx>
}

/** @param events those that are new to the service and have handlers of their own; their data is as it came */
export type LockFirst<Tx> = (tx: Tx, events: readonly EventEnvelope[]) => Promise<void>

/** An event that was understood, and what the service does about it. */
export interface ReadEvent<Context> extends Reaction<Context> {
  envelope: EventEnvelope
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
  { service, transact, deps, clock, lockFirst }: Applier<Tx, Deps>,
  events: readonly ReadEvent<Deps & HandlerContext<Tx>>[],
  around: <Result>(envelope: EventEnvelope, run: () => Promise<Result>) => Promise<Result> = (_envelope, run) => run(),
): Promise<AppliedOutcome[]> {
  return transact(async (tx) => {
    const isNew = await note(tx, service, events, clock.now())
    const outcomes = new Map<ReadEvent<Deps & HandlerContext<Tx>>, EventOutcome>()
    const fresh = events.filter(({ envelope }) => isNew.delete(envelope.id))
    // The rows of one statement are written in one order for all; see `projectAll`.
    if (fresh.length > 1)
      await lockFirst?.(
        tx,
        fresh.flatMap(({ envelope, row }) => (row ? [] : [envelope])),
      )
    for (const run of intoRuns(fresh)) {
      const [first] = run
      if (!first) continue
      if (run.length > 1) {
        const written = await around(first.envelope, () =>
          projectAll(
            tx,
            run.flatMap(({ row }) => row ?? []),
          ),
        )
        for (const [index, event] of run.entries()) outcomes.set(event, written[index] ? 'APPLIED' : 'STALE')
        continue
      }
      const context = { ...deps, tx, cause: causeOf(first.envelope, service) }
      outcomes.set(first, (await around(first.envelope, () => first.apply(context))) ?? 'APPLIED')
    }
    const stale = [...outcomes].flatMap(([{ envelope }, outcome]) => (outcome === 'STALE' ? envelope.id : []))
    if (stale.length > 0) await noteStale(tx, service, stale)
    return events.map((event) => outcomes.get(event) ?? 'DUPLICATE')
  })
}

/** Puts together, without changing the order, what one statement can write. */
function intoRuns<Event extends { row?: Projection }>(events: readonly Event[]): Event[][] {
  const runs: Event[][] = []
  for (const event of events) {
    const last = runs.at(-1)
    const before = last?.[0]?.row
    if (last && before && event.row && alike(before, event.row)) last.push(event)
    else runs.push([event])
  }
  return runs
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

async function noteStale(tx: SqlClient, service: string, eventIds: string[]): Promise<void> {
  await tx.$executeRaw`
    update kit.inbox set outcome = 'STALE' where consumer = ${service} and event_id = any(${eventIds})`
}

function causeOf({ id, correlationid, traceparent }: EventEnvelope, service: string): EventCause {
  return {
    source: service,
    correlationId: correlationid,
    causationId: id,
    ...(traceparent === undefined ? {} : { traceparent }),
  }
}
