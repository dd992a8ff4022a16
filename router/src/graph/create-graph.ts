import type { Logger } from '@lms/kit/log'
import { buildSchema, type DocumentNode, type GraphQLSchema } from 'graphql'
import { assertEnforceable } from '../authorization/assert-enforceable.ts'
import { compileAuthorization } from '../authorization/compile-authorization.ts'
import type { RouterConfig } from '../config.ts'
import { compileCost } from '../cost/compile-cost.ts'
import { readCostModel } from '../cost/cost-model.ts'
import { compileExecution } from '../execution/compile-execution.ts'
import { checkDocumentLimits, type DocumentLimits } from '../limits/document-limits.ts'
import { validateDocument } from '../limits/validate-document.ts'
import type { RouterMetrics } from '../observability/metrics.ts'
import type { SubgraphSource } from '../subgraphs/subgraph-source.ts'
import { assertSubgraphs } from './assert-subgraphs.ts'
import { eventSourceOf } from './event-source.ts'
import type { FederationProcess } from './federation-process.ts'
import { type Graph, graphId } from './graph.ts'
import { operationIn } from './operation.ts'
import { createOperationStore } from './operation-store.ts'
import { createPlannables } from './plan-keys.ts'
import { createPlanner } from './planner.ts'
import { type ReadOperationOptions, readOperation } from './read-operation.ts'
import type { SupergraphReading } from './read-supergraph.ts'

export interface CreateGraphOptions {
  config: RouterConfig
  createSource: (name: string, url: string) => SubgraphSource
  metrics: Pick<RouterMetrics, 'cacheLookedUp' | 'planned'>
  log: Logger
  createFederation: (supergraphSdl: string) => FederationProcess
}

/**
 * Makes everything that answering with one supergraph needs.
 * @throws Error when it is no supergraph, ConfigurationError when it and the configuration do not fit together
 */
export async function createGraph(supergraphSdl: string, options: CreateGraphOptions): Promise<Graph> {
  const federation = options.createFederation(supergraphSdl)
  try {
    return assembleGraph(await federation.read(), { id: graphId(supergraphSdl), federation, ...options })
  } catch (error) {
    await federation.close()
    throw error
  }
}

function assembleGraph(
  { requirements, routingUrls, ...reading }: SupergraphReading,
  {
    id,
    federation,
    config,
    createSource,
    metrics,
    log,
  }: CreateGraphOptions & { id: string; federation: FederationProcess },
): Graph {
  assertEnforceable(requirements, config.AUTHORIZATION)
  const subgraphUrls = new Map([...routingUrls].map(([name, url]) => [name, config.SUBGRAPH_URLS?.get(name) ?? url]))
  assertSubgraphs(subgraphUrls, config)
  const apiSchema = buildReadSchema(reading.apiSdl)
  const supergraphSchema = buildReadSchema(reading.supergraphSdl)
  const costs = readCostModel(supergraphSchema, reading.costDirectives, { defaultListSize: config.DEFAULT_LIST_SIZE })
  const planner = createPlanner({
    federation,
    timeoutMs: config.PLANNING_TIMEOUT_MS,
    onPlanned: metrics.planned,
    onFailure: (failure) => log.warn({ err: failure }, 'no plan was found for a valid operation'),
  })
  const readingOperations = {
    schema: apiSchema,
    ...limitsOf(config),
    validate: (schema: GraphQLSchema, document: DocumentNode) =>
      validateDocument(schema, document, { showSchema: config.introspection }),
  }
  return {
    id,
    apiSchema,
    sources: new Map([...subgraphUrls].map(([name, url]) => [name, createSource(name, url)])),
    subgraphUrls,
    operations: createOperationStore({
      read: (text, operationName) => readOperation(text, operationName, readingOperations),
      authorize: (operation) => compileAuthorization({ schema: apiSchema, requirements, operation }),
      plan: (document) => planner.plan(document),
      toPlannable: createPlannables(reading.internalFields),
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
    close: () => federation.close(),
  }
}

/** Nothing tells of places in it, and they would hold on to all tokens of its text. */
const buildReadSchema = (sdl: string): GraphQLSchema => buildSchema(sdl, { noLocation: true, assumeValidSDL: true })

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
