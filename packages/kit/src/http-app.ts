import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'

/** What a check of several things found out: names and states, never an address or an error. */
export interface HealthReport {
  readonly ok: boolean
  readonly detail: Readonly<Record<string, unknown>>
}

/** A named check of something the process depends on; it rejects, or reports, when that is not usable. */
export type HealthChecks = Readonly<Record<string, () => Promise<HealthReport> | Promise<void>>>

export interface HttpAppOptions {
  service: string
  log: Logger
  metrics: Metrics
  /** Each check answers at `/health/<name>`; for diagnosis, never for probes. */
  checks: HealthChecks
  /** False until the process can serve and again while it drains. */
  isReady: () => boolean
  /** What `/health/ready` tells besides, such as what is wrong although the process can serve. */
  describeReadiness?: () => Readonly<Record<string, unknown>>
  bodyLimit: number
  /** How many reverse proxies in front append to `X-Forwarded-For`; none unless told. */
  trustedProxies?: number
  /** Longest time for a client to send a whole request; half a minute unless told. */
  receiveTimeoutMs?: number
}

/** A browser sends some 20 headers, proxies add as many. */
const MOST_HEADERS = 100
const LARGEST_HEADERS_BYTES = 32_768
const RECEIVE_TIMEOUT_MS = 30_000

/** Fastify with what every process has in common: logs with request ids, health, metrics, errors without internals. */
export function createHttpApp(options: HttpAppOptions): FastifyInstance {
  const { trustedProxies = 0, receiveTimeoutMs = RECEIVE_TIMEOUT_MS } = options
  const app = Fastify({
    // It writes with these methods alone.
    loggerInstance: options.log as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: options.bodyLimit,
    trustProxy: (_address, hop) => hop < trustedProxies,
    genReqId: (request) => readRequestId(request.headers['x-request-id']) ?? randomUUID(),
    requestTimeout: receiveTimeoutMs,
    http: {
      maxHeaderSize: LARGEST_HEADERS_BYTES,
      headersTimeout: receiveTimeoutMs,
      // Node looks for late clients so often, and only then.
      connectionsCheckingInterval: Math.min(receiveTimeoutMs / 2, 5_000),
    },
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: refuseUnroutable,
    // Longer than the idle time of any client in front of it, or a reused connection is met by a reset.
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance
  // Node drops the headers above its limit without a word: one more than allowed shows that there were too many.
  app.server.maxHeadersCount = MOST_HEADERS + 1
  // Hooks that wait for nothing call back: a promise for each would be a good part of what a request costs.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    // What holds text of clients is never taken for a page or a script.
    reply.header('x-content-type-options', 'nosniff')
    if (request.raw.rawHeaders.length <= 2 * MOST_HEADERS) return done()
    reply.header('connection', 'close')
    done(Object.assign(new Error(`A request may have at most ${MOST_HEADERS} headers.`), { statusCode: 431 }))
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error({ err: error }, 'request failed')
    return reply.code(status).send(graphqlErrorBody(status, error.message, request.id))
  })
  app.setNotFoundHandler((request, reply) => reply.code(404).send(graphqlErrorBody(404, 'Not found', request.id)))
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    options.metrics.httpRequests.record(reply.elapsedTime / 1000, request.method, route, reply.statusCode)
    done()
  })
  endConnections(app, options.isReady)
  addHealthRoutes(app, options)
  return app
}

/**
 * While the process drains, each answer ends its connection. Whoever keeps connections for less time than that lasts has
 * none left when the app closes, so no request is on its way on one that is just being closed. Answers that are due when
 * the app closes end theirs, too; they would else stay open, and the app with them.
 */
function endConnections(app: FastifyInstance, isReady: () => boolean): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing || !isReady()) reply.header('connection', 'close')
    done()
  })
}

function addHealthRoutes(app: FastifyInstance, options: HttpAppOptions): void {
  const { service, metrics, checks, isReady, describeReadiness } = options
  app.get('/health', async () => ({ status: 'ok', service }))
  app.get('/health/ready', async (_request, reply) => {
    const ready = isReady()
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', service, ...describeReadiness?.() })
  })
  for (const [name, check] of Object.entries(checks)) {
    app.get(`/health/${name}`, async (request, reply) => {
      try {
        const { ok, detail } = (await check()) ?? { ok: true, detail: {} }
        return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'failed', service, ...detail })
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

/** A client's own request id, where it is one that can go into logs and headers as it is. */
function readRequestId(id: string | string[] | undefined): string | null {
  return typeof id === 'string' && /^[\w-]{8,64}$/.test(id) ? id : null
}

/** Answers what no route is looked up for, such as a path that cannot be decoded. */
const refuseUnroutable: NonNullable<FastifyServerOptions['frameworkErrors']> = (error, request, reply) => {
  const { statusCode = 400, message } = error
  ;(reply as unknown as FastifyReply).code(statusCode).send(graphqlErrorBody(statusCode, message, request.id))
}

const UNREADABLE: Record<string, readonly [status: number, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
}

/** Answers what is not HTTP, too slow or too large to be a request, and ends the connection. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, message] = UNREADABLE[error.code ?? ''] ?? [400, 'The request is not valid HTTP.']
  const body = JSON.stringify(graphqlErrorBody(status, message, randomUUID()))
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
  socket.destroySoon()
}

/** A refusal of the HTTP layer in GraphQL's shape; 5xx texts are never shown. */
export function graphqlErrorBody(status: number, message: string, requestId: string) {
  const code = status === 401 ? 'UNAUTHENTICATED' : status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST'
  return { errors: [{ message: status >= 500 ? 'Internal server error' : message, extensions: { code, requestId } }] }
}
