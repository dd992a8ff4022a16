import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'

/** A named check of something the process depends on; it rejects when that is not usable. */
export type HealthChecks = Readonly<Record<string, () => Promise<void>>>

export interface HttpAppOptions {
  service: string
  log: Logger
  metrics: Metrics
  /** Each check answers at `/health/<name>`; for diagnosis, never for probes. */
  checks: HealthChecks
  /** False until the process can serve and again while it drains. */
  isReady: () => boolean
  bodyLimit: number
  /** Reverse proxies in front whose `X-Forwarded-For` is believed. */
  trustProxy?: string[] | false
}

/** Fastify with what every process has in common: logs with request ids, health, metrics, errors without internals. */
export function createHttpApp(options: HttpAppOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy ?? false,
    genReqId: () => randomUUID(),
    requestTimeout: 30_000,
    // Longer than the idle time of any client in front of it, or a reused connection is met by a reset.
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error({ err: error }, 'request failed')
    return reply.code(status).send(graphqlErrorBody(status, error.message, request.id))
  })
  app.setNotFoundHandler((request, reply) => reply.code(404).send(graphqlErrorBody(404, 'Not found', request.id)))
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    options.metrics.httpRequests.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
  })
  addHealthRoutes(app, options)
  return app
}

function addHealthRoutes(app: FastifyInstance, { service, metrics, checks, isReady }: HttpAppOptions): void {
  app.get('/health', async () => ({ status: 'ok', service }))
  app.get('/health/ready', async (_request, reply) => {
    const ready = isReady()
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', service })
  })
  for (const [name, check] of Object.entries(checks)) {
    app.get(`/health/${name}`, async (request, reply) => {
      try {
        await check()
        return { status: 'ok', service }
      } catch (error) {
        request.log.warn({ err: error, check: name }, 'health check failed')
        return reply.code(503).send({ status: 'failed', service })
      }
    })
  }
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}

/** A refusal of the HTTP layer in GraphQL's shape; 5xx texts are never shown. */
export function graphqlErrorBody(status: number, message: string, requestId: string) {
  const code = status === 401 ? 'UNAUTHENTICATED' : status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST'
  return { errors: [{ message: status >= 500 ? 'Internal server error' : message, extensions: { code, requestId } }] }
}
