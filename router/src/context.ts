import type { Logger } from '@lms/kit/log'
import type { Viewer } from '@lms/kit/viewer'

/** What subgraph requests need to know of the operation they belong to. */
export interface RouterContext {
  readonly viewer: Viewer
  readonly requestId: string
  /** Whom subgraphs count mutations for where they limit them; absent for queries, and when the router asks for itself. */
  readonly client?: string | undefined
  readonly log: Logger
  /** Aborts at the operation's deadline and when the client goes away. */
  readonly signal: AbortSignal
  /** When the deadline is, in milliseconds since the epoch. */
  readonly deadline: number
  /** Mutations are never sent twice. */
  readonly idempotent: boolean
}
