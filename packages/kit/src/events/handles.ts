import type { EventDefinition, EventEnvelope, EventOf } from '@lms/contracts/event'
import type { SqlClient } from '../sql.ts'
import type { EventCause } from './event-cause.ts'

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
  /** The read model that it keeps, where the log can rebuild it. */
  readonly readModel?: ReadModel
}

/** A table that is made of events alone: what of a handler is done again when it is rebuilt from the log. */
export interface ReadModel {
  readonly table: string
  readonly accept: (envelope: EventEnvelope) => (tx: SqlClient) => Promise<unknown>
}

/**
 * A handler that keeps a row of a read model up to date and does nothing else; the log can rebuild the table.
 * @param keep writes the row by `project`
 */
export function keeps<Definition extends EventDefinition>(
  definition: Definition,
  table: string,
  keep: (event: EventOf<Definition>, tx: SqlClient) => Promise<EventOutcome>,
): EventHandler<HandlerContext<SqlClient>> {
  return alsoKeeps(
    handles(definition, (event: EventOf<Definition>, { tx }: HandlerContext<SqlClient>) => keep(event, tx)),
    table,
    keep,
  )
}

/** Says of a handler that does more which part of it keeps a read model. */
export function alsoKeeps<Definition extends EventDefinition, Context>(
  handler: EventHandler<Context>,
  table: string,
  keep: (event: EventOf<Definition>, tx: SqlClient) => Promise<unknown>,
): EventHandler<Context> {
  const accept: ReadModel['accept'] = (envelope) => {
    const data = handler.definition.data.parse(envelope.data) as EventOf<Definition>['data']
    return (tx) => keep({ ...envelope, data }, tx)
  }
  return { ...handler, readModel: { table, accept } }
}

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
