import type { Logger } from '@lms/kit/log'
import type { Claims } from './authorization/authorization.ts'
import type { Caller } from './caller.ts'
import type { Charges } from './charge.ts'
import type { MeteredResult } from './execute-operation.ts'
import type { Graph } from './graph/graph.ts'
import type { PreparedOperation } from './graph/operation-store.ts'
import type { SupergraphFile } from './graph/supergraph-file.ts'
import type { GraphQLRequest } from './http/graphql-request.ts'
import type { ResolvedDocument } from './persisted/resolve-document.ts'
import type { ShareInFlight } from './share-in-flight.ts'

/** What answering needs, made once at start. */
export interface AnswerParts {
  supergraph: Pick<SupergraphFile, 'use'>
  charges: Charges
  resolveDocument: (request: GraphQLRequest, caller: Caller) => Promise<ResolvedDocument>
  claimsOf: (caller: Caller) => Claims
  /** Refuse the whole operation where a part of it is not allowed, instead of leaving that part out. */
  rejectUnauthorized: boolean
  readVariables: (
    graph: Graph,
    operation: PreparedOperation,
    given: GraphQLRequest['variables'],
  ) => Record<string, unknown>
  /** Lets identical queries of the same caller share one execution; null where they do not. */
  share: ShareInFlight<MeteredResult> | null
  deadlineMs: number
  now: () => Date
}

/** One request over HTTP or a WebSocket, read and authenticated. */
export interface IncomingRequest {
  request: GraphQLRequest
  caller: Caller
  requestId: string
  log: Logger
  /** Aborted when the client goes away, and here at the operation's deadline. */
  ending: AbortController
  /** Told which operation it is, once that is known. */
  onOperation: (operation: PreparedOperation, document: ResolvedDocument) => void
}
