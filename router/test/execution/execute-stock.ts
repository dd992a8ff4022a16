import { buildOperationContext, executeQueryPlan } from '@apollo/gateway'
import { type GraphQLError, parse } from 'graphql'
import { askSubgraph, type SubgraphOperation } from './ask-subgraph.ts'
import { coerceVariables, type Executor, toReported } from './outcome.ts'

/** Apollo's executor, as its gateway calls it. */
export const executeStock: Executor = async (loaded, run, request) => {
  const operationDocument = parse(request.document)
  const sources = [...loaded.subgraphs.keys()].map((name) => [
    name,
    { process: ({ request: sent }: { request: SubgraphOperation }) => askSubgraph(loaded, run, name, sent) },
  ])
  const { data, errors, extensions } = await executeQueryPlan(
    loaded.plan(request.document),
    Object.fromEntries(sources),
    // Only these parts of Apollo Server's request are read.
    { request: { variables: coerceVariables(loaded, request) }, metrics: {} } as unknown as Parameters<
      typeof executeQueryPlan
    >[2],
    buildOperationContext({ schema: loaded.apiSchema, operationDocument }),
    loaded.supergraphSchema,
    loaded.federatedSchema,
  )
  return {
    data: JSON.stringify(data ?? null),
    errors: (errors ?? []).map(toReported),
    incomplete: ((extensions?.valueCompletion as GraphQLError[] | undefined) ?? []).map(toReported),
  }
}
