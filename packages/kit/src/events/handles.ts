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

/** What is to be done about one event. */
export interface Reaction<Context> {
  /** To be run in a transaction. */
  apply: (context: Context) => Promise<EventOutcome | undefined>
  /** The row of a read model that is all it writes, where that is so. */
  row?: Projection
}

/** A service's reaction to one type of event. */
export interface EventHandler<Context> {
  readonly definition: EventDefinition
  /**
   * Checks the data.
   * @throws ZodError when the data does not fit the definition
   */
  readonly accept: (envelope: EventEnvelope) => Reaction<Context>
  /** The read model that it keeps, beside whatever else it does. */
  readonly readModel?: ReadModel
}

/** A table that is made of events alone: what of a handler is done again when it is rebuilt from the log. */
export type ReadModel = { readonly table: string } & (
  | { readonly accept: (envelope: EventEnvelope) => (tx: SqlClient) => Promise<unknown> }
  /** Why the log cannot make it again, as a sentence. */
  | { readonly refusal: string }
)

/**
 * A handler that keeps a row of a read model up to date and does nothing else: rows of several events are written by one
 * statement, and the log can rebuild the table.
 * @param rowOf what the event says of the row
 */
export function keeps<Definition extends EventDefinition>(
  definition: Definition,
  rowOf: (event: EventOf<Definition>) => Projection,
): EventHandler<HandlerContext<SqlClient>> {
  return {
    definition,
    accept(envelope) {
      const row = rowOf(parse<Definition>(definition, envelope))
      return { row, apply: async ({ tx }) => ((await project(tx, row)) ? 'APPLIED' : 'STALE') }
    },
    readModel: readModelOf(definition, rowOf),
  }
}

/** The same handler, of which the log can make the row again that it keeps beside all else that it does. */
export const alsoKeeps = <Definition extends EventDefinition, Context>(
  definition: Definition,
  rowOf: (event: EventOf<Definition>) => Projection,
  handler: EventHandler<Context>,
): EventHandler<Context> => ({ ...handler, readModel: readModelOf(definition, rowOf) })

/** The same handler, which does nothing but keep a table and what hangs on its rows: the log can make them again. */
export const onlyKeeps = <Context>(table: string, handler: EventHandler<Context>): EventHandler<Context> => ({
  ...handler,
  readModel: { table, accept: (envelope) => (tx) => handler.accept(envelope).apply({ tx } as Context) },
})

function readModelOf<Definition extends EventDefinition>(
  definition: Definition,
  rowOf: (event: EventOf<Definition>) => Projection,
): ReadModel {
  const { table } = rowOf({ ...SAMPLE, type: definition.type, data: definition.example as EventOf<Definition>['data'] })
  return { table, accept: (envelope) => (tx) => project(tx, rowOf(parse<Definition>(definition, envelope))) }
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
      const event = parse<Definition>(definition, envelope)
      return { apply: async (context) => (await handler(event, context)) ?? undefined }
    },
  }
}
