import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from './clock.ts'
import { DEADLINE_HEADER, isPastDeadline } from './deadline.ts'
import { graphqlErrorBody } from './http-app.ts'
import {
  INTERNAL_TOKEN_HEADER,
  type InternalTokenVerifier,
  matchesBody,
  type VerifiedInternalToken,
} from './internal-token.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes that only the router may call. */
    internalToken?: VerifiedInternalToken
    /** The body's bytes as received; signatures are over these. */
    rawBody?: Buffer
  }
}

/** Keeps the bytes of JSON bodies beside the parsed value. */
export function keepRawBody(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    request.rawBody = body
    try {
      done(null, JSON.parse(body.toString('utf8')))
    } catch {
      done(Object.assign(new Error('The body is not valid JSON.'), { statusCode: 400 }))
    }
  })
}

/**
 * Refuses everything on `/graphql` that the router has not signed for this service and this body.
 * The token is checked before the body is read, so a stranger cannot make the service read a large one.
 */
export function requireInternalToken(
  app: FastifyInstance,
  { verifier, clock }: { verifier: InternalTokenVerifier; clock: Clock },
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/graphql') return
    const token = request.headers[INTERNAL_TOKEN_HEADER]
    try {
      if (typeof token !== 'string') throw new Error('no token')
      request.internalToken = await verifier.verify(token)
    } catch (error) {
      request.log.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'internal token refused')
      return unauthorised(request, reply)
    }
  })
  app.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.url !== '/graphql') return
    const { internalToken } = request
    if (!internalToken || !matchesBody(internalToken, request.rawBody ?? Buffer.alloc(0)))
      return unauthorised(request, reply)
    if (isPastDeadline(request.headers[DEADLINE_HEADER], clock)) return tooLate(request, reply)
  })
}

/** The router has answered its client without us: what waited in a queue for so long is not even begun. */
const tooLate = (request: FastifyRequest, reply: FastifyReply) =>
  reply.code(200).send({
    errors: [{ message: 'The request came too late.', extensions: { code: 'TIMEOUT', requestId: request.id } }],
  })

function unauthorised(request: FastifyRequest, reply: FastifyReply) {
  return reply.code(401).send(graphqlErrorBody(401, 'A valid internal token is required.', request.id))
}
