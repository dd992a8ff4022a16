import type { GraphQLError } from 'graphql'
import type { AnswerParts, IncomingRequest } from './answer-parts.ts'
import type { Decision } from './authorization/authorization.ts'
import { addressKey } from './budget/caller-key.ts'
import { withCharge } from './charge.ts'
import type { RouterContext } from './context.ts'
import { executeOperation } from './execute-operation.ts'
import type { ExecutionResult } from './execution/execution.ts'
import { unexplainedNulls } from './execution/unexplained-nulls.ts'
import type { Graph } from './graph/graph.ts'
import type { PreparedOperation } from './graph/operation-store.ts'
import type { Answer } from './http/answer.ts'
import { prepareOperation, type SettledOperation, unauthorized } from './prepare-operation.ts'

/**
 * Answers one query or mutation: document, validation, variables, rights, plan, cost, execution, in this order, so that
 * nothing is asked of a subgraph before everything is settled.
 * @throws RequestRefusal before execution; afterwards failures are errors of the answer
 */
export const answerOperation = (parts: AnswerParts, incoming: IncomingRequest): Promise<Answer> =>
  withDeadline(parts, incoming, async (graph, deadline) => {
    const settled = await prepareOperation(graph, parts, incoming)
    return await answerSettled(parts, incoming, settled, deadline)
  })

/** Runs with the graph that serves now, until the operation's deadline. */
export function withDeadline<Result>(
  { supergraph, deadlineMs, now }: AnswerParts,
  { ending }: Pick<IncomingRequest, 'ending'>,
  run: (graph: Graph, deadline: number) => Promise<Result>,
): Promise<Result> {
  // What finding and planning the document takes is part of the operation's time.
  const deadline = now().getTime() + deadlineMs
  const timer = setTimeout(() => ending.abort(), deadlineMs)
  const answer = supergraph.use((graph) => run(graph, deadline))
  const stop = () => clearTimeout(timer)
  answer.then(stop, stop)
  return answer
}

/** Charges and runs what is settled. */
export async function answerSettled(
  parts: AnswerParts,
  incoming: IncomingRequest,
  { graph, document, operation, variables, decision, planned }: SettledOperation,
  deadline: number,
): Promise<Answer> {
  const { caller } = incoming
  const { result, cost, headers } = await withCharge(
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
    body: { errors: errors.length > 0 ? errors : undefined, data: result.data, cost },
  }
}

const contextOf = (
  { caller, requestId, log, ending }: IncomingRequest,
  { definition }: PreparedOperation,
  deadline: number,
): RouterContext => ({
  viewer: caller.viewer,
  // Queries of several clients may share one request to a subgraph, which tells none of them apart.
  client: definition.operation === 'mutation' ? addressKey(caller.address) : undefined,
  requestId,
  log,
  idempotent: definition.operation === 'query',
  signal: ending.signal,
  deadline,
})

/** What subgraphs reported, what was refused, and nulls that the schema forbids and neither explains. */
export function errorsOf({ data, errors, incomplete }: ExecutionResult, decision: Decision): readonly GraphQLError[] {
  const explained = [...errors, ...unauthorized(decision)]
  return [...explained, ...unexplainedNulls(data, incomplete, explained)]
}
