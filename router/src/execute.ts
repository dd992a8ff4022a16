import { buildOperationContext, executeQueryPlan } from '@apollo/gateway'
import type { QueryPlan } from '@apollo/query-planner'
import type { GraphQLError } from 'graphql'
import type { RouterContext } from './context.ts'
import type { Graph } from './graph/graph.ts'
import type { Operation } from './graph/operation.ts'

export interface ExecutionResult {
  readonly data: Record<string, unknown> | null
  readonly errors: readonly GraphQLError[]
  /** Nulls that break the schema's promises and travelled up; no error says so yet. */
  readonly incomplete: readonly GraphQLError[]
}

/**
 * Executes a plan and shapes the answer after the operation as the client wrote it: what the plan leaves out becomes
 * null. The one place that knows Apollo's executor.
 */
export async function execute(
  graph: Graph,
  run: { operation: Operation; plan: QueryPlan; variables: Record<string, unknown>; context: RouterContext },
): Promise<ExecutionResult> {
  const { operation, plan, variables, context } = run
  const operationContext = buildOperationContext({ schema: graph.apiSchema, operationDocument: operation.document })
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
  return {
    data: (result.data as Record<string, unknown> | null | undefined) ?? null,
    errors: result.errors ?? [],
    incomplete: (result.extensions?.valueCompletion as GraphQLError[] | undefined) ?? [],
  }
}
