import { type Context, context, isSpanContextValid, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseTraceparent } from './traceparent.ts'
import { isTracing, linkTo, markFailed, tracer } from './tracing.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request's span is active in; absent where nothing is traced. */
    traceContext?: Context
  }
}

/** Whether a request's `traceparent` comes from one of ours. */
export type TrustsTraceparent = (request: FastifyRequest) => boolean

/**
 * Gives each request a span around all that is done for it, from the next `onRequest` hook to the end of the answer. A
 * trusted `traceparent` is continued. A stranger's is linked at most: joining it would let strangers decide what is kept
 * and in whose trace it appears.
 */
export function traceRequests(app: FastifyInstance, isTrusted: TrustsTraceparent): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!isTracing()) return done()
    const route = request.routeOptions.url
    // Probes and scrapes come every few seconds and tell nothing.
    if (route === undefined || route.startsWith('/health') || route === '/metrics') return done()
    const { traceparent } = request.headers
    const header = typeof traceparent === 'string' ? traceparent : undefined
    const remote = isTrusted(request) ? parseTraceparent(header) : null
    const span = tracer().startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': request.method, 'http.route': route, 'lms.request_id': request.id },
        links: remote ? [] : linkTo(header),
      },
      remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT,
    )
    // So it is where tracing is off.
    if (!isSpanContextValid(span.spanContext())) return done()
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.statusCode)
      if (reply.statusCode >= 500) markFailed(span, String(reply.statusCode))
      span.end()
    })
    request.traceContext = trace.setSpan(ROOT_CONTEXT, span)
    context.with(request.traceContext, done)
  })
  // The body arrives by events of the socket, which know nothing of the request.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.traceContext) context.with(request.traceContext, done)
    else done()
  })
}
