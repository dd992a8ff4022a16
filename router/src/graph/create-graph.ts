import type { GraphQLDataSource } from '@apollo/gateway'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { assertEnforceable } from '../authorization/assert-enforceable.ts'
import { compileAuthorization } from '../authorization/compile-authorization.ts'
import { readRequirements } from '../authorization/requirements.ts'
import { stripSecurityPurpose } from '../authorization/strip-security-purpose.ts'
import type { RouterConfig } from '../config.ts'
import { compileCost } from '../cost/compile-cost.ts'
import { readCostModel } from '../cost/cost-model.ts'
import { stripCosts } from '../cost/strip-costs.ts'
import { checkDocumentLimits, type DocumentLimits } from '../limits/document-limits.ts'
import { validateDocument } from '../limits/validate-document.ts'
import type { RouterMetrics } from '../observability/metrics.ts'
import { createShaper } from './answer-shape.ts'
import { assertSubgraphs } from './assert-subgraphs.ts'
import { type Graph, graphId } from './graph.ts'
import { readInternalFields } from './internal-fields.ts'
import { loadGateway } from './load-gateway.ts'
import { createOperationStore } from './operation-store.ts'
import { createPlanner } from './planner.ts'
import { type ReadOperationOptions, readOperation } from './read-operation.ts'

export interface CreateGraphOptions {
  config: RouterConfig
  createSource: (name: string, url: string) => GraphQLDataSource
  metrics: Pick<RouterMetrics, 'cacheLookedUp' | 'planned'>
}

/**
 * Makes everything that answering with one supergraph needs.
 * @throws Error when it is no supergraph, ConfigurationError when it and the configuration do not fit together
 */
export async function createGraph(supergraphSdl: string, options: CreateGraphOptions): Promise<Graph> {
  const { config, createSource, metrics } = options
  const requirements = readRequirements(supergraphSdl)
  assertEnforceable(requirements, config.AUTHORIZATION)
  // The gateway refuses what it cannot enforce; here the router itself does, from the original.
  const plannable = stripCosts(stripSecurityPurpose(supergraphSdl))
  const subgraphUrls = new Map<string, string>()
  const gateway = await loadGateway(plannable, (name, routingUrl = '') => {
    const url = config.SUBGRAPH_URLS?.get(name) ?? routingUrl
    subgraphUrls.set(name, url)
    return createSource(name, url)
  })
  assertSubgraphs(subgraphUrls, config)
  const { apiSchema, supergraph } = gateway
  const costs = readCostModel(supergraphSdl, { defaultListSize: config.DEFAULT_LIST_SIZE })
  const planner = createPlanner({
    supergraphSdl: plannable,
    timeoutMs: config.PLANNING_TIMEOUT_MS,
    onPlanned: metrics.planned,
  })
  const reading = {
    schema: apiSchema,
    ...limitsOf(config),
    validate: (schema: GraphQLSchema, document: DocumentNode) =>
      validateDocument(schema, document, { showSchema: config.introspection }),
  }
  return {
    id: graphId(supergraphSdl),
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    federatedSchema: supergraph.apiSchema(),
    sources: Object.fromEntries(gateway.sources),
    subgraphUrls,
    operations: createOperationStore({
      read: (text, operationName) => readOperation(text, operationName, reading),
      authorize: (operation) => compileAuthorization({ schema: apiSchema, requirements, operation }),
      plan: (document) => planner.plan(document),
      shape: createShaper(apiSchema, readInternalFields(supergraphSdl)),
      compileCost: (plan) => compileCost({ plan, model: costs }),
      onLookUp: metrics.cacheLookedUp,
    }),
    async close() {
      await planner.close()
      await gateway.stop()
    },
  }
}

function limitsOf(config: RouterConfig): Pick<ReadOperationOptions, 'maxTokens' | 'checkLimits'> {
  if (config.REQUEST_LIMITS === 'off') return { maxTokens: undefined, checkLimits: () => [] }
  const limits: DocumentLimits = {
    depth: config.MAX_DEPTH,
    aliases: config.MAX_ALIASES,
    rootFields: config.MAX_ROOT_FIELDS,
    selections: config.MAX_SELECTIONS,
    directives: config.MAX_DIRECTIVES,
  }
  return { maxTokens: config.MAX_TOKENS, checkLimits: (document) => checkDocumentLimits(document, limits) }
}
