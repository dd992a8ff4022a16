import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate } from '../authentication/authenticate.ts'
import type { Caller } from '../caller.ts'
import { clientAddress } from '../client-address.ts'
import type { RequestObserver } from '../observability/observe-requests.ts'
import type { NamedOperation } from '../observability/operation-label.ts'
import { RequestRefusal } from '../refusal.ts'
import type { Answer } from './answer.ts'
import { keepAnswer } from './cache-answer.ts'
import { checkHeaders } from './check-headers.ts'
import type { GraphQLRequest } from './graphql-request.ts'
import { readOnlyJson } from './json-body.ts'
import { wantsPage } from './negotiate.ts'
import { readGraphQLRequest } from './read-request.ts'
import { failureAnswer, respond } from './respond.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on `/graphql` before the body is read. */
    caller?: Caller
    /** Set once it is known. */
    operation?: NamedOperation
  }
}

export interface GraphQLRouteOptions {
  /** Largest body, before and after decompression. */
  maxBodyBytes: number
  /** What a browser is shown, or null where it is shown nothing. */
  page: string | null
  /** How many proxies in front append to `X-Forwarded-For`. */
  trustedProxies: number
  authenticate: Authenticate
  observer: RequestObserver
  /** @throws RequestRefusal instead of an answer to the operation */
  answer: (request: FastifyRequest, caller: Caller, read: GraphQLRequest, ending: AbortController) => Promise<Answer>
}

/**
 * `/graphql` over HTTP. What headers tell and who calls is settled before the body is read; every failure is answered
 * in GraphQL's shape.
 */
export async function addGraphQLRoute(app: FastifyInstance, options: GraphQLRouteOptions): Promise<void> {
  const { maxBodyBytes, page, trustedProxies, authenticate, observer } = options
  const send = (request: FastifyRequest, reply: FastifyReply, answer: Answer) => {
    observer.answered(request, reply, answer)
    return respond(request, reply, answer)
  }
  await app.register(async (scope) => {
    readOnlyJson(scope, maxBodyBytes)
    scope.setErrorHandler((error, request, reply) => send(request, reply, failureAnswer(error)))
    scope.addHook('onRequest', async (request, reply) => {
      const method = readMethod(request)
      if (page !== null && method === 'GET' && wantsPage(request.headers.accept))
        return reply.type('text/html; charset=utf-8').send(page)
      observer.arrived(reply)
      checkHeaders(method, request.headers)
      request.caller = await authenticate(request.headers, addressOf(request, trustedProxies))
    })
    scope.route({
      url: '/graphql',
      method: scope.supportedMethods.filter((method) => method !== 'OPTIONS'),
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const answer = await answerRequest(request, reply, options.answer)
        await endOfTurn()
        return send(request, reply, answer)
      },
    })
  })
}

/** So that answers which are ready in one turn of the event loop go out together: whoever waits is woken less often. */
const endOfTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Without proxies nobody says more of a client than its connection. */
const addressOf = (request: FastifyRequest, trustedProxies: number): string =>
  trustedProxies === 0
    ? clientAddress([request.socket.remoteAddress ?? ''], 0)
    : clientAddress(request.ips ?? [request.ip], trustedProxies)

async function answerRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: GraphQLRouteOptions['answer'],
): Promise<Answer> {
  const { caller } = request
  if (!caller) throw new Error('unreachable: every request is authenticated first')
  const read = readGraphQLRequest(request)
  const answered = await answer(request, caller, read, abortedByDisconnect(reply))
  const isKept = read.method === 'GET' && read.documentId !== undefined
  return isKept ? keepAnswer(answered, { forEverybody: caller.viewer.kind === 'anonymous' }) : answered
}

function readMethod({ method }: FastifyRequest): 'GET' | 'POST' {
  if (method === 'GET' || method === 'POST') return method
  throw new RequestRefusal(405, 'BAD_REQUEST', 'Use GET or POST.', { headers: { allow: 'GET, POST' } })
}

/** Aborts when the client goes away before its answer is written. */
function abortedByDisconnect(reply: FastifyReply): AbortController {
  const ending = new AbortController()
  // It may have gone while it was found out who calls.
  if (reply.raw.destroyed) ending.abort()
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) ending.abort()
  })
  return ending
}
