import type { Tx } from '../deps.ts'
import type { Prisma } from '../generated/prisma/client.ts'

/**
 * A table made of the log. Adding events to it gives the same rows in whatever order, in however many steps and however
 * often they are added: what differs between events is decided by earliest, latest version or presence, never by arrival.
 * So a single event and the whole log go through the same statement.
 */
export interface Projection {
  table: string
  /** Types of the events that it is made of. */
  types: readonly string[]
  /** Adds the logged events of its types that the condition on `event_log` selects. */
  project: (tx: Tx, condition: Prisma.Sql) => Promise<unknown>
}
