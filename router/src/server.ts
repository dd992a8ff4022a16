import fastifyCors from '@fastify/cors'
import { type Clock, systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { createHttpApp } from '@lms/kit/http-app'
import { createInternalTokenSigner } from '@lms/kit/internal-token'
import { createLogger, type Logger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import type { RunningService } from '@lms/kit/subgraph'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { Agent } from 'undici'
import { answerOperation } from './answer-operation.ts'
import { createAccessTokenVerifier } from './authentication/access-token.ts'
import { anonymousOnly, createAuthenticate } from './authentication/authenticate.ts'
import { readConfig } from './config.ts'
import { createGraph } from './graph/create-graph.ts'
import { readVariables } from './graph/read-variables.ts'
import { openSupergraphFile } from './graph/supergraph-file.ts'
import { loadExplorerPage } from './http/explorer.ts'
import { addGraphQLRoute } from './http/graphql-route.ts'
import { createSubgraphSource } from './subgraphs/subgraph-source.ts'

const SERVICE = 'api-gateway'

/** What the embedded stack and tests put in place of the router's own choices. */
export interface RouterOverrides {
  clock?: Clock
  log?: Logger
  redis?: Redis
  sharedProcess?: boolean
}

/** Starts the router: one port with `/graphql` for clients, health and metrics for the cluster. */
export async function startRouter(environment: Environment, overrides: RouterOverrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const clock = overrides.clock ?? systemClock
  const log = overrides.log?.child({ service: SERVICE }) ?? createLogger({ service: SERVICE, level: config.LOG_LEVEL })
  const metrics = createMetrics(SERVICE, { processMetrics: !overrides.sharedProcess })
  let ready = false
  const app = createHttpApp({
    service: SERVICE,
    log,
    metrics,
    checks: {},
    isReady: () => ready,
    bodyLimit: config.MAX_BODY_BYTES,
  })
  await app.register(fastifyCors, { origin: config.FRONTEND_URL, credentials: true, maxAge: 600 })

  const dispatcher = new Agent({
    connections: 64,
    // Below the 75 s after which subgraphs close idle connections, so that none is reused as it closes.
    keepAliveTimeout: 30_000,
    maxResponseSize: config.MAX_SUBGRAPH_ANSWER_BYTES,
  })
  const signer =
    config.SUBGRAPH_AUTHENTICATION === 'on' ? createInternalTokenSigner(config.SERVICE_SECRET_KEY ?? [], clock) : null
  const createSource = (name: string, url: string | undefined) =>
    createSubgraphSource({
      name,
      url: config.SUBGRAPH_URLS?.get(name) ?? url ?? '',
      dispatcher,
      signer,
      timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
      onExchange: () => {},
      onCircuit: () => {},
    })
  const supergraph = await openSupergraphFile({
    path: config.supergraphPath,
    createGraph: (sdl) => createGraph(sdl, { config, createSource, onLookUp: () => {} }),
    now: () => clock.now(),
    log,
    onReload: () => {},
  })

  const authenticate =
    config.AUTHENTICATION === 'on'
      ? createAuthenticate({
          verifyAccessToken: createAccessTokenVerifier({
            jwksUrl: config.JWKS_URL ?? '',
            issuer: config.JWT_ISSUER,
            audience: config.JWT_AUDIENCE,
            algorithms: config.JWT_ALGORITHMS,
            clock,
          }),
          isEnded: () => false,
        })
      : anonymousOnly
  if (config.explorable) await serveExplorer(app)
  addGraphQLRoute(app, {
    authenticate,
    read: ({ method, body, query }) => {
      const {
        query: text,
        variables,
        operationName,
      } = (method === 'GET' ? query : body) as {
        query: string
        variables?: Record<string, unknown>
        operationName?: string
      }
      return {
        method: method as 'GET' | 'POST',
        query: text,
        automatic: false,
        variables: variables ?? {},
        ...(operationName ? { operationName } : {}),
      }
    },
    answer: ({ id, log: requestLog }, caller, request, clientGone) =>
      answerOperation(
        {
          supergraph,
          charges: { mode: 'off', budgets: null, ceiling: config.MAX_OPERATION_COST, onCharged: () => {} },
          resolveDocument: async ({ query = '' }) => ({ text: query, persisted: false }),
          claimsOf: () => ({ authenticated: false, scopes: new Set(), holds: () => false }),
          rejectUnauthorized: config.AUTHORIZATION === 'reject',
          readVariables: (graph, operation, given) =>
            readVariables(graph.apiSchema, operation, given as Record<string, unknown>),
          deadlineMs: config.OPERATION_DEADLINE_MS,
          now: () => clock.now(),
        },
        { request, caller, requestId: id, log: requestLog as Logger, clientGone, onOperation: () => {} },
      ),
  })
  const url = await app.listen({ host: config.HOST, port: config.port })
  ready = true
  log.info({ url }, 'listening')
  return {
    service: SERVICE,
    url,
    metrics,
    async stop() {
      ready = false
      await app.close()
      await supergraph.stop()
      await dispatcher.close()
      log.info('stopped')
    },
  }
}

/** The explorer page for browsers; other clients of the same address get GraphQL. */
async function serveExplorer(app: FastifyInstance): Promise<void> {
  const page = await loadExplorerPage()
  if (!page) return
  app.addHook('preHandler', async (request, reply) => {
    const wantsPage =
      request.method === 'GET' &&
      request.routeOptions.url === '/graphql' &&
      request.headers.accept?.includes('text/html')
    if (wantsPage) return reply.type('text/html; charset=utf-8').send(page)
  })
}
