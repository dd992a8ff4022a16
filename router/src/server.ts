import { fastifyApolloHandler } from '@as-integrations/fastify'
import fastifyCors from '@fastify/cors'
import { type Clock, systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { DomainError } from '@lms/kit/errors'
import { createHttpApp } from '@lms/kit/http-app'
import { createInternalTokenSigner } from '@lms/kit/internal-token'
import { createLogger, type Logger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import type { RunningService } from '@lms/kit/subgraph'
import type { Viewer } from '@lms/kit/viewer'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { Agent } from 'undici'
import { createAuthenticator } from './access-token.ts'
import { createApolloServer } from './apollo.ts'
import { readConfig } from './config.ts'
import type { RouterContext } from './context.ts'
import { loadExplorerPage } from './explorer.ts'
import { createGateway } from './gateway.ts'

const SERVICE = 'api-gateway'
const BODY_LIMIT = 1024 * 1024

declare module 'fastify' {
  interface FastifyRequest {
    viewer?: Viewer
  }
}

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
  const app = createHttpApp({ service: SERVICE, log, metrics, checks: {}, isReady: () => ready, bodyLimit: BODY_LIMIT })
  await app.register(fastifyCors, { origin: config.FRONTEND_URL, credentials: true, maxAge: 600 })

  const dispatcher = new Agent({ connections: 64, keepAliveTimeout: 30_000 })
  const signer = createInternalTokenSigner(config.SERVICE_SECRET_KEY ?? [], clock)
  const gateway = await createGateway(config, { signer, dispatcher })
  const apollo = createApolloServer({ gateway, app, config, log })
  await apollo.start()

  authenticateRequests(app, createAuthenticator({ jwksUrl: config.JWKS_URL ?? '', clock }))
  if (config.explorable) await serveExplorer(app)
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    handler: fastifyApolloHandler<RouterContext>(apollo, {
      context: async ({ viewer, id, log: requestLog }) => {
        if (!viewer) throw new Error('unreachable: every request is authenticated first')
        return {
          viewer,
          requestId: id,
          log: requestLog as Logger,
          signal: AbortSignal.timeout(config.OPERATION_DEADLINE_MS),
          deadline: clock.now().getTime() + config.OPERATION_DEADLINE_MS,
          idempotent: true,
          onAnswer: () => {},
        }
      },
    }),
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
      await dispatcher.close()
      log.info('stopped')
    },
  }
}

/** Settles who calls before the body is read; a bad credential ends the request with 401. */
function authenticateRequests(app: FastifyInstance, authenticate: ReturnType<typeof createAuthenticator>): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/graphql' || request.method === 'OPTIONS') return
    try {
      request.viewer = await authenticate(request.headers.authorization)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      const { code } = error.extensions
      const status = code === 'UNAUTHENTICATED' ? 401 : 503
      return reply
        .code(status)
        .send({ errors: [{ message: error.message, extensions: { code, requestId: request.id } }] })
    }
  })
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
