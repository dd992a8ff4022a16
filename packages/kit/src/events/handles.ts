import type { EventDefinition, EventEnvelope, EventOf } from '@lms/contracts/event'
import type { SqlClient } from '../sql.ts'
import type { EventCause } from './event-cause.ts'
import { type Projection, project } from './project.ts'

/** What an event did: it took effect, or what it says was already overtaken by a later version of its subject. */
export type EventOutcome = 'APPLIED' | 'STALE'

/** What every handler gets beside the service's dependencies. */
export interface HandlerContext<Tx> {
  /** The transaction that also remembers the event: all effects of the event go through it. */
  tx: Tx
  /** For the events that this one causes: `appendEvent(tx, …, { …, cause })`. */
  cause: EventCause
}

/** A service's reaction to one type of event. */
export interface EventHandler<Context> {
  readonly definition: EventDefinition
  /**
   * Checks the data and returns the reaction, to be run in a transaction.
   * @throws ZodError when the data does not fit the definition
   */
  readonly accept: (envelope: EventEnvelope) => (context: Context) => Promise<EventOutcome | undefined>
  /** The row that is all it writes, where that is so. */
  readonly row?: (envelope: EventEnvelope) => Projection
  /** The read model that it keeps, where the log can rebuild it. */
  readonly readModel?: ReadModel
}

/** A table that is made of events alone: what of a handler is done again when it is rebuilt from the log. */
export interface ReadModel {
  readonly table: string
  readonly accept: (envelope: EventEnvelope) => (tx: SqlClient) => Promise<unknown>
}

/**
 * A handler that keeps a row of a read model up to date and does nothing else: rows of several events are written by one
 * statement, and the log can rebuild the table.
 * @param rowOf what the event says of the row
 */
export function keeps<Definition extends EventDefinition>(
  definition: Definition,
  rowOf: (event: EventOf<Definition>) => Projection,
): Required<EventHandler<HandlerContext<SqlClient>>> {
  const handler = handles(definition, async (event: EventOf<Definition>, { tx }: HandlerContext<SqlClient>) =>
    (await project(tx, rowOf(event))) ? 'APPLIED' : 'STALE',
  )
  const row = (envelope: EventEnvelope) => rowOf(parse(definition, envelope))
  const { table } = rowOf({ ...SAMPLE, type: definition.type, data: definition.example as EventOf<Definition>['data'] })
  return { ...handler, row, readModel: { table, accept: (envelope) => (tx) => project(tx, row(envelope)) } }
}

/** Around an example, to learn which table it leads to. */
const SAMPLE: Omit<EventEnvelope, 'data' | 'type'> = {
  ...{ specversion: '1.0', id: 'sample', source: 'sample', subject: 'sample', time: '2026-01-01T00:00:00.000Z' },
  ...{ datacontenttype: 'application/json', dataschema: 'sample', aggregateversion: 1, correlationid: 'sample' },
}

/** Generic code cannot see that parsing with a definition yields the definition's data. */
const parse = <Definition extends EventDefinition>(definition: EventDefinition, envelope: EventEnvelope) =>
  ({ ...envelope, data: definition.data.parse(envelope.data) }) as EventOf<Definition>

/**
 * Joins an event's definition and what a service does about it. The handler awaits database calls only, and returns
 * `'STALE'` where it ignored the event because its read model already holds a later version (see `project`).
 * An error that is not transient sends the event to the dead letters after a few tries.
 */
export function handles<Definition extends EventDefinition, Context>(
  definition: Definition,
  handler: (event: EventOf<Definition>, context: Context) => Promise<void> | Promise<EventOutcome>,
): EventHandler<Context> {
  return {
    definition,
    accept(envelope) {
      // Generic code cannot see that parsing with a definition yields the definition's data.
      const data = definition.data.parse(envelope.data) as EventOf<Definition>['data']
      const event: EventOf<Definition> = { ...envelope, data }
      return async (context) => (await handler(event, context)) ?? undefined
    },
  }
}
