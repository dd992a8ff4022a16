import type { Logger } from '@lms/kit/log'
import { withSpan } from '@lms/kit/tracing'
import { GraphQLError } from 'graphql'
import type { Claims, Decision } from './authorization/authorization.ts'
import { addressKey } from './budget/caller-key.ts'
import type { Caller } from './caller.ts'
import { type Charges, withCharge } from './charge.ts'
import type { RouterContext } from './context.ts'
import { executeOperation, type MeteredResult } from './execute-operation.ts'
import type { ExecutionResult } from './execution/execution.ts'
import { unexplainedNulls } from './execution/unexplained-nulls.ts'
import type { Graph } from './graph/graph.ts'
import type { PreparedOperation } from './graph/operation-store.ts'
import type { SupergraphFile } from './graph/supergraph-file.ts'
import type { Answer } from './http/answer.ts'
import type { GraphQLRequest } from './http/graphql-request.ts'
import type { ResolvedDocument } from './persisted/resolve-document.ts'
import { RequestRefusal } from './refusal.ts'
import type { ShareInFlight } from './share-in-flight.ts'

/** What answering needs, made once at start. */
export interface AnswerParts {
  supergraph: SupergraphFile
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

/** One request, read and authenticated. */
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

/**
 * Answers one operation over HTTP: document, validation, variables, rights, plan, cost, execution, in this order, so that
 * nothing is asked of a subgraph before everything is settled.
 * @throws RequestRefusal before execution; afterwards failures are errors of the answer
 */
export async function answerOperation(parts: AnswerParts, incoming: IncomingRequest): Promise<Answer> {
  const { supergraph, deadlineMs, now } = parts
  const deadline = now().getTime() + deadlineMs
  const timer = setTimeout(() => incoming.ending.abort(), deadlineMs)
  try {
    return await supergraph.use((graph) => answerWith(graph, parts, incoming, deadline))
  } finally {
    clearTimeout(timer)
  }
}

async function answerWith(
  graph: Graph,
  parts: AnswerParts,
  incoming: IncomingRequest,
  deadline: number,
): Promise<Answer> {
  const { request, caller } = incoming
  const document = await parts.resolveDocument(request, caller)
  const operation = graph.operations.prepare(document.text, document.operationName)
  void document.remember?.()
  incoming.onOperation(operation, document)
  refuseOperationKind(request, operation)
  const variables = parts.readVariables(graph, operation, request.variables)
  const decision = withSpan('authorise', {}, () => operation.authorization.decide(parts.claimsOf(caller)))
  if (parts.rejectUnauthorized && decision.refused.length > 0) throw rejection(decision)
  const planned = await withSpan('plan', {}, () => graph.operations.plan(operation, decision))
  const { result, report, headers } = await withCharge(
    parts.charges,
    { caller, document, operation, formula: planned.cost, variables },
    (meter) => {
      const context = contextOf(incoming, operation, deadline)
      return executeOperation({ graph, operation, decision, planned, variables, context }, meter, parts.share)
    },
  )
  const errors = errorsOf(result, decision)
  return {
    status: 200,
    headers,
    body: {
      ...(errors.length > 0 ? { errors } : {}),
      data: result.data,
      ...(report ? { extensions: { cost: report } } : {}),
    },
  }
}

function refuseOperationKind({ method }: GraphQLRequest, { definition }: PreparedOperation): void {
  if (method === 'GET' && definition.operation !== 'query')
    throw new RequestRefusal(405, 'BAD_REQUEST', 'GET requests may only hold queries: use POST.', {
      headers: { allow: 'POST' },
    })
  if (definition.operation === 'subscription')
    throw new RequestRefusal(400, 'BAD_REQUEST', 'Subscriptions need a WebSocket (graphql-transport-ws).')
}

/** What finding and planning the document takes is part of the operation's time. */
const contextOf = (
  { caller, requestId, log, ending }: IncomingRequest,
  { definition }: PreparedOperation,
  deadline: number,
): RouterContext => ({
  viewer: caller.viewer,
  client: addressKey(caller.address),
  requestId,
  log,
  idempotent: definition.operation === 'query',
  signal: ending.signal,
  deadline,
})

/** What subgraphs reported, what was refused, and nulls that the schema forbids and neither explains. */
function errorsOf({ data, errors, incomplete }: ExecutionResult, decision: Decision): readonly GraphQLError[] {
  const explained = [...errors, ...unauthorized(decision)]
  return [...explained, ...unexplainedNulls(data, incomplete, explained)]
}

const unauthorized = ({ refused }: Decision): GraphQLError[] =>
  refused.map(
    (path) =>
      new GraphQLError('Unauthorized field or type', {
        path: [...path],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      }),
  )

const rejection = (decision: Decision) =>
  new RequestRefusal(403, 'UNAUTHORIZED_FIELD_OR_TYPE', 'Unauthorized field or type', {
    errors: unauthorized(decision),
  })
