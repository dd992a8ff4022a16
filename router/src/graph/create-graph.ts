import type { DocumentNode, GraphQLSchema } from 'graphql'
import { assertEnforceable } from '../authorization/assert-enforceable.ts'
import { compileAuthorization } from '../authorization/compile-authorization.ts'
import { readRequirements } from '../authorization/requirements.ts'
import { stripSecurityPurpose } from '../authorization/strip-security-purpose.ts'
import type { RouterConfig } from '../config.ts'
import { compileCost } from '../cost/compile-cost.ts'
import { readCostModel } from '../cost/cost-model.ts'
import { stripCosts } from '../cost/strip-costs.ts'
import { compileExecution } from '../execution/compile-execution.ts'
import { checkDocumentLimits, type DocumentLimits } from '../limits/document-limits.ts'
import { validateDocument } from '../limits/validate-document.ts'
import type { RouterMetrics } from '../observability/metrics.ts'
import type { SubgraphSource } from '../subgraphs/subgraph-source.ts'
import { assertSubgraphs } from './assert-subgraphs.ts'
import { eventSourceOf } from './event-source.ts'
import { type Graph, graphId } from './graph.ts'
import { readInternalFields } from './internal-fields.ts'
import { loadGateway } from './load-gateway.ts'
import { operationIn } from './operation.ts'
import { createOperationStore } from './operation-store.ts'
import { createPlannables } from './plan-keys.ts'
import { createPlanner } from './planner.ts'
import { type ReadOperationOptions, readOperation } from './read-operation.ts'

export interface CreateGraphOptions {
  config: RouterConfig
  createSource: (name: string, url: string) => SubgraphSource
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
  const { apiSchema, supergraphSchema, routingUrls } = await loadGateway(plannable)
  const subgraphUrls = new Map([...routingUrls].map(([name, url]) => [name, config.SUBGRAPH_URLS?.get(name) ?? url]))
  assertSubgraphs(subgraphUrls, config)
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
    sources: new Map([...subgraphUrls].map(([name, url]) => [name, createSource(name, url)])),
    subgraphUrls,
    operations: createOperationStore({
      read: (text, operationName) => readOperation(text, operationName, reading),
      authorize: (operation) => compileAuthorization({ schema: apiSchema, requirements, operation }),
      plan: (document) => planner.plan(document),
      toPlannable: createPlannables(readInternalFields(supergraphSdl)),
      compile: (plan, { operation, decision, keys }) => ({
        execution: compileExecution({
          ...{ plan, schema: apiSchema, supergraphSchema, operation, keys },
          allowed:
            decision.document === operation.document ? operation : decision.document && operationIn(decision.document),
        }),
        cost: compileCost({ plan, model: costs }),
        source: eventSourceOf(plan),
      }),
      onLookUp: metrics.cacheLookedUp,
    }),
    close: () => planner.close(),
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
