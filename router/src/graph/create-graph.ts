import type { GraphQLDataSource } from '@apollo/gateway'
import { type DocumentNode, type GraphQLError, type GraphQLSchema, validate } from 'graphql'
import type { RouterConfig } from '../config.ts'
import { type Graph, graphId } from './graph.ts'
import { loadGateway } from './load-gateway.ts'
import { createOperationStore, type OperationStoreOptions } from './operation-store.ts'
import { createPlanner } from './planner.ts'
import { readOperation } from './read-operation.ts'

export interface CreateGraphOptions {
  config: RouterConfig
  createSource: (name: string, url: string | undefined) => GraphQLDataSource
  onLookUp: OperationStoreOptions['onLookUp']
}

/**
 * Makes everything that answering with one supergraph needs.
 * @throws Error when it is no supergraph, or asks for what the configuration does not enforce
 */
export async function createGraph(supergraphSdl: string, options: CreateGraphOptions): Promise<Graph> {
  const { config, createSource, onLookUp } = options
  const gateway = await loadGateway(supergraphSdl, createSource)
  const { apiSchema, supergraph } = gateway
  const planner = createPlanner({ supergraphSdl, timeoutMs: config.PLANNING_TIMEOUT_MS })
  const reading = {
    schema: apiSchema,
    maxTokens: config.MAX_TOKENS,
    checkLimits: (_document: DocumentNode): readonly GraphQLError[] => [],
    validate: (schema: GraphQLSchema, document: DocumentNode) => validate(schema, document),
  }
  return {
    id: graphId(supergraphSdl),
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    federatedSchema: supergraph.apiSchema(),
    sources: Object.fromEntries(gateway.sources),
    operations: createOperationStore({
      read: (text, operationName) => readOperation(text, operationName, reading),
      authorize: (operation) => ({
        decide: () => ({ fingerprint: '', document: operation.document, refused: [] }),
      }),
      plan: (document) => planner.plan(document),
      compileCost: () => ({ estimate: () => 0, actual: () => 0 }),
      onLookUp,
    }),
    async close() {
      await planner.close()
      await gateway.stop()
    },
  }
}
