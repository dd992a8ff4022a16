import { type Clock, systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { createHttpApp } from '@lms/kit/http-app'
import { createInternalTokenSigner } from '@lms/kit/internal-token'
import { createLogger, type Logger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import type { RunningService } from '@lms/kit/subgraph'
import type { Redis } from 'ioredis'
import { Agent } from 'undici'
import { answerOperation } from './answer-operation.ts'
import { createAccessTokenVerifier } from './authentication/access-token.ts'
import { anonymousOnly, createAuthenticate } from './authentication/authenticate.ts'
import { readConfig } from './config.ts'
import { createGraph } from './graph/create-graph.ts'
import { readVariables } from './graph/read-variables.ts'
import { openSupergraphFile } from './graph/supergraph-file.ts'
import { allowFrontend } from './http/cors.ts'
import { loadExplorerPage } from './http/explorer.ts'
import { addGraphQLRoute } from './http/graphql-route.ts'
import { checkVariables } from './limits/check-variables.ts'
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
    trustedProxies: config.TRUSTED_PROXIES,
    receiveTimeoutMs: config.CLIENT_TIMEOUT_MS,
  })
  await allowFrontend(app, config.FRONTEND_URL)

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
            cooldownMs: config.JWKS_COOLDOWN_MS,
            clock,
          }),
          isEnded: () => false,
        })
      : anonymousOnly
  await addGraphQLRoute(app, {
    maxBodyBytes: config.MAX_BODY_BYTES,
    page: config.explorable ? await loadExplorerPage() : null,
    authenticate,
    answer: ({ id, log: requestLog }, caller, request, clientGone) =>
      answerOperation(
        {
          supergraph,
          charges: { mode: 'off', budgets: null, ceiling: config.MAX_OPERATION_COST, onCharged: () => {} },
          resolveDocument: async ({ query = '' }) => ({ text: query, persisted: false }),
          claimsOf: () => ({ authenticated: false, scopes: new Set(), holds: () => false }),
          rejectUnauthorized: config.AUTHORIZATION === 'reject',
          readVariables: (graph, operation, given) => {
            if (config.REQUEST_LIMITS === 'on') checkVariables(given, { listItems: config.MAX_LIST_ITEMS })
            return readVariables(graph.apiSchema, operation, given, { showSchema: config.introspection })
          },
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
