import { withSpan } from '@lms/kit/tracing'
import { GraphQLError } from 'graphql'
import type { AnswerParts, IncomingRequest } from './answer-parts.ts'
import type { Decision } from './authorization/authorization.ts'
import type { Graph } from './graph/graph.ts'
import type { PlannedOperation, PreparedOperation } from './graph/operation-store.ts'
import type { GraphQLRequest } from './http/graphql-request.ts'
import type { ResolvedDocument } from './persisted/resolve-document.ts'
import { RequestRefusal } from './refusal.ts'

/** An operation for which everything is settled but its cost. */
export interface SettledOperation {
  readonly graph: Graph
  readonly document: ResolvedDocument
  readonly operation: PreparedOperation
  /** Coerced, defaults included. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly decision: Decision
  readonly planned: PlannedOperation
}

/**
 * Finds the document of a request, validates it, reads its variables, decides on the caller's rights and plans.
 * @throws RequestRefusal with what is wrong
 */
export async function prepareOperation(
  graph: Graph,
  parts: AnswerParts,
  { request, caller, onOperation }: Pick<IncomingRequest, 'request' | 'caller' | 'onOperation'>,
): Promise<SettledOperation> {
  const document = await parts.resolveDocument(request, caller)
  const operation = graph.operations.prepare(document.text, document.operationName)
  void document.remember?.()
  onOperation(operation, document)
  refuseOperationKind(request, operation)
  const variables = parts.readVariables(graph, operation, request.variables)
  const decision = withSpan('authorise', {}, () => operation.authorization.decide(parts.claimsOf(caller)))
  if (parts.rejectUnauthorized && decision.refused.length > 0) throw rejection(decision)
  const planned = await withSpan('plan', {}, () => graph.operations.plan(operation, decision))
  return { graph, document, operation, variables, decision, planned }
}

function refuseOperationKind({ method }: GraphQLRequest, { definition }: PreparedOperation): void {
  if (method === 'GET' && definition.operation !== 'query')
    throw new RequestRefusal(405, 'BAD_REQUEST', 'GET requests may only hold queries: use POST.', {
      headers: { allow: 'POST' },
    })
  if (method !== 'SOCKET' && definition.operation === 'subscription')
    throw new RequestRefusal(400, 'BAD_REQUEST', 'Subscriptions need a WebSocket (graphql-transport-ws).')
}

/** An error for everything of an operation that its caller may not see. */
export const unauthorized = ({ refused }: Decision): GraphQLError[] =>
  refused.map(
    (path) =>
      new GraphQLError('Unauthorized field or type', {
        path: [...path],
        extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
      }),
  )

export const rejection = (decision: Decision) =>
  new RequestRefusal(403, 'UNAUTHORIZED_FIELD_OR_TYPE', 'Unauthorized field or type', {
    errors: unauthorized(decision),
  })
