import { buildOperationContext, executeQueryPlan } from '@apollo/gateway'
import type { GraphQLError } from 'graphql'
import type { RouterContext } from './context.ts'
import type { Graph } from './graph/graph.ts'
import type { PlannedOperation } from './graph/operation-store.ts'

export interface ExecutionResult {
  readonly data: Record<string, unknown> | null
  readonly errors: readonly GraphQLError[]
  /** Nulls that break the schema's promises and travelled up; no error says so yet. */
  readonly incomplete: readonly GraphQLError[]
}

/**
 * Executes a plan and shapes the answer after the operation as the client wrote it: what the caller may not see becomes
 * null. The one place that knows Apollo's executor.
 */
export async function execute(
  graph: Graph,
  { plan, shape }: Pick<PlannedOperation, 'plan' | 'shape'>,
  { variables, context }: { variables: Record<string, unknown>; context: RouterContext },
): Promise<ExecutionResult> {
  if (!shape.document) return { data: shape.complete({}, variables), errors: [], incomplete: [] }
  const operationContext = buildOperationContext({ schema: graph.apiSchema, operationDocument: shape.document })
  const result = await executeQueryPlan(
    plan,
    graph.sources,
    // Only these parts of Apollo Server's request are read.
    { request: { variables }, context, logger: context.log, metrics: {} } as unknown as Parameters<
      typeof executeQueryPlan
    >[2],
    operationContext,
    graph.supergraphSchema,
    graph.federatedSchema,
  )
  const inClientsWords = (error: GraphQLError) =>
    error.path ? Object.assign(error, { path: shape.clientPath(error.path) }) : error
  return {
    data: shape.complete((result.data as Record<string, unknown> | null | undefined) ?? null, variables),
    errors: (result.errors ?? []).map(inClientsWords),
    incomplete: ((result.extensions?.valueCompletion as GraphQLError[] | undefined) ?? []).map(inClientsWords),
  }
}
