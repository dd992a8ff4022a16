import type { Logger } from '@lms/kit/log'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate } from '../authentication/authenticate.ts'
import type { Caller } from '../caller.ts'
import { codeOf, formatRouterError } from '../format-error.ts'
import { RequestRefusal } from '../refusal.ts'
import type { Answer } from './answer.ts'
import type { GraphQLRequest } from './graphql-request.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on `/graphql` before the body is read. */
    caller?: Caller
  }
}

export interface GraphQLRouteOptions {
  authenticate: Authenticate
  read: (request: FastifyRequest) => GraphQLRequest
  answer: (request: FastifyRequest, caller: Caller, read: GraphQLRequest, clientGone: AbortSignal) => Promise<Answer>
}

/** `/graphql` over HTTP: who calls is settled before the body is read, every failure is answered in GraphQL's shape. */
export function addGraphQLRoute(app: FastifyInstance, { authenticate, read, answer }: GraphQLRouteOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/graphql' || request.method === 'OPTIONS') return
    try {
      request.caller = await authenticate(request.headers, request.ip)
    } catch (error) {
      return send(reply, request, refusalAnswer(error))
    }
  })
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    async handler(request, reply) {
      const { caller } = request
      if (!caller) throw new Error('unreachable: every request is authenticated first')
      try {
        return send(reply, request, await answer(request, caller, read(request), disconnectSignal(reply)))
      } catch (error) {
        return send(reply, request, refusalAnswer(error))
      }
    },
  })
}

/** Aborts when the client goes away before its answer is written. */
function disconnectSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

function refusalAnswer(error: unknown): Answer {
  if (!(error instanceof RequestRefusal)) throw error
  const { status, headers, errors, answerExtensions } = error
  return { status, headers, body: { errors, ...(answerExtensions ? { extensions: answerExtensions } : {}) } }
}

function send(reply: FastifyReply, request: FastifyRequest, { status, headers, body }: Answer) {
  for (const error of body.errors ?? []) {
    if (codeOf(error) === 'INTERNAL_SERVER_ERROR') (request.log as Logger).error({ err: error }, 'operation failed')
  }
  const errors = body.errors?.map((error) => formatRouterError(error, request.id))
  return reply
    .code(status)
    .headers(headers)
    .send({ ...body, ...(errors ? { errors } : {}) })
}
