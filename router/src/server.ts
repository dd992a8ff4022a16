import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Environment } from '@lms/kit/config'
import { createHttpApp } from '@lms/kit/http-app'
import type { Logger } from '@lms/kit/log'
import { observeDependencies } from '@lms/kit/observe-dependencies'
import type { RunningService } from '@lms/kit/subgraph'
import { traceRequests } from '@lms/kit/trace-requests'
import type { FastifyInstance } from 'fastify'
import { answerOperation } from './answer-operation.ts'
import type { AnswerParts } from './answer-parts.ts'
import { type AskIdentity, createIdentity, type Identity } from './authentication/create-identity.ts'
import { claimsOf } from './authorization/claims-of.ts'
import { createRequestWindow } from './budget/request-window.ts'
import { createCharges } from './create-charges.ts'
import { createDeps, type RouterDeps, type RouterOverrides, SERVICE } from './deps.ts'
import { createGraph } from './graph/create-graph.ts'
import { readVariables } from './graph/read-variables.ts'
import { openSupergraphFile, type SupergraphFile, type SupergraphStatus } from './graph/supergraph-file.ts'
import { createHealthChecks } from './health.ts'
import { allowFrontend } from './http/cors.ts'
import { loadExplorerPage } from './http/explorer.ts'
import { addGraphQLRoute } from './http/graphql-route.ts'
import { checkVariables } from './limits/check-variables.ts'
import { nameSpan } from './observability/name-span.ts'
import { observeRequests } from './observability/observe-requests.ts'
import { observeState } from './observability/observe-state.ts'
import { createDocuments, type Documents } from './persisted/create-documents.ts'
import { RequestRefusal } from './refusal.ts'
import { createSharing } from './share-in-flight.ts'
import { createSockets, type Sockets } from './sockets/create-sockets.ts'
import { askSubgraph } from './subgraphs/ask-subgraph.ts'
import { createSources, type Sources } from './subgraphs/create-sources.ts'

export type { RouterOverrides } from './deps.ts'

/** Starts the router: one port with `/graphql` for clients, over HTTP and WebSockets, health and metrics for the cluster. */
export async function startRouter(environment: Environment, overrides: RouterOverrides = {}): Promise<RunningService> {
  const deps = await createDeps(environment, overrides)
  const { config, log, metrics } = deps
  const sources = createSources(config, { clock: deps.clock, metrics: deps.routerMetrics })
  const ask: AskIdentity = (query, variables) => askIdentity(deps, supergraph, query, variables)
  const documents = createDocuments(deps, { ask, use: (run) => supergraph.use(run) })
  const supergraph = await openSupergraph(deps, sources, documents)
  const identity = createIdentity(deps, ask, documents.partners)
  const checks = createHealthChecks({
    redis: deps.redis,
    subgraphUrls: () => supergraph.use(async ({ subgraphUrls }) => subgraphUrls),
    dispatcher: sources.dispatcher,
  })
  let ready = false
  const app = createHttpApp({
    service: SERVICE,
    log,
    metrics,
    checks,
    isReady: () => ready,
    describeReadiness: () => describeGraph(supergraph.status()),
    bodyLimit: config.MAX_BODY_BYTES,
    trustedProxies: config.TRUSTED_PROXIES,
    receiveTimeoutMs: config.CLIENT_TIMEOUT_MS,
  })
  // The router is the edge: no client is trusted to say which trace it belongs to.
  traceRequests(app, () => false)
  const sockets = await serveGraphQL(app, deps, { supergraph, identity, documents })
  observeState(metrics.registry, {
    supergraph: () => supergraph.status(),
    openConnections: () => promisify(app.server.getConnections.bind(app.server))(),
  })
  // What is behind the subgraphs they tell themselves.
  observeDependencies(metrics.registry, checks.redis ? { redis: checks.redis } : {})
  await identity.start()
  const url = await app.listen({ host: config.HOST, port: config.port })
  ready = true
  log.info({ url }, 'listening')
  return {
    service: SERVICE,
    url,
    metrics,
    async stop() {
      ready = false
      await wait(config.DRAIN_MS)
      await Promise.all([sockets?.drain(), app.close()])
      sockets?.stop()
      await identity.stop()
      await supergraph.stop()
      await sources.close()
      // What `overrides` brought belongs to whoever made it.
      if (!overrides.redis) deps.redis?.disconnect()
      await deps.tracing.stop()
      log.info('stopped')
    },
  }
}

/** A refused file does not make the router unready: it serves the graph before. */
const describeGraph = ({ graph, loadedAt, fileRefused }: SupergraphStatus) => ({
  supergraph: fileRefused ? 'refused' : 'current',
  graph,
  loadedAt,
})

const openSupergraph = (
  { config, clock, log, routerMetrics, createFederation }: RouterDeps,
  sources: Sources,
  documents: Documents,
): Promise<SupergraphFile> =>
  openSupergraphFile({
    path: config.supergraphPath,
    async createGraph(sdl) {
      const parts = { config, createSource: sources.create, metrics: routerMetrics, log, createFederation }
      const graph = await createGraph(sdl, parts)
      await documents.warm(graph)
      return graph
    },
    now: () => clock.now(),
    log,
    onReload: routerMetrics.supergraphReloaded,
  })

const askIdentity = (
  { config, clock, log }: RouterDeps,
  supergraph: SupergraphFile,
  query: string,
  variables: Record<string, unknown>,
) =>
  supergraph.use((graph) =>
    askSubgraph(graph.sources.get(config.identitySubgraph ?? ''), query, variables, {
      log,
      requestId: crypto.randomUUID(),
      now: () => clock.now(),
    }),
  )

async function serveGraphQL(
  app: FastifyInstance,
  deps: RouterDeps,
  { supergraph, identity, documents }: { supergraph: SupergraphFile; identity: Identity; documents: Documents },
): Promise<Sockets | null> {
  const { config, clock, redis, redisCircuit: circuit } = deps
  await allowFrontend(app, config.FRONTEND_URL)
  const window =
    config.RATE_LIMIT === 'on' && redis
      ? createRequestWindow(
          { redis, circuit, clock },
          { windowMs: config.RATE_LIMIT_WINDOW_MS, requests: config.RATE_LIMIT_MAX_REQUESTS },
        )
      : null
  const parts = createAnswerParts(deps, supergraph, documents)
  await addGraphQLRoute(app, {
    maxBodyBytes: config.MAX_BODY_BYTES,
    page: config.explorable ? await loadExplorerPage() : null,
    trustedProxies: config.TRUSTED_PROXIES,
    async authenticate(headers, address) {
      const caller = await identity.authenticate(headers, address)
      await window?.count(caller)
      return caller
    },
    observer: observeRequests(deps.routerMetrics),
    answer: (request, caller, read, ending) =>
      answerOperation(parts, {
        request: read,
        caller,
        requestId: request.id,
        log: request.log as Logger,
        ending,
        onOperation: (operation, document) => {
          request.operation = { name: operation.name, persisted: document.persisted }
          nameSpan(operation)
        },
      }),
  })
  if (config.SOCKETS === 'off') return null
  return createSockets(deps, { httpServer: app.server, answers: parts, identity, supergraph, window })
}

const leftEarly = () => new RequestRefusal(504, 'TIMEOUT', 'The answer took too long.')

function createAnswerParts(deps: RouterDeps, supergraph: SupergraphFile, documents: Documents): AnswerParts {
  const { config, clock, routerMetrics } = deps
  return {
    supergraph,
    charges: createCharges(deps, ({ caller, document }, cost) => {
      routerMetrics.charged(caller.viewer.kind, cost)
      documents.used(caller, document, cost.actual)
    }),
    resolveDocument: documents.resolve,
    claimsOf: ({ viewer }) => claimsOf(viewer),
    rejectUnauthorized: config.AUTHORIZATION === 'reject',
    readVariables: (graph, operation, given) => {
      if (config.REQUEST_LIMITS === 'on') checkVariables(given, { listItems: config.MAX_LIST_ITEMS })
      return readVariables(graph.apiSchema, operation, given, { showSchema: config.introspection })
    },
    share: config.REQUEST_SHARING === 'on' ? createSharing(leftEarly) : null,
    deadlineMs: config.OPERATION_DEADLINE_MS,
    now: () => clock.now(),
  }
}
