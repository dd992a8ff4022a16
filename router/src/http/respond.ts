import type { Logger } from '@lms/kit/log'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { codeOf } from '../format-error.ts'
import { RequestRefusal } from '../refusal.ts'
import type { Answer } from './answer.ts'
import { isKnownToClient, NOT_KEPT } from './cache-answer.ts'
import { GRAPHQL_RESPONSE, JSON_RESPONSE, type MediaType, negotiate } from './negotiate.ts'
import { writeAnswer, writeAnswerBytes } from './write-answer.ts'

/** What an answer depends on besides the address, for every cache on its way. */
const VARY = 'Accept, Authorization, x-api-key, Origin'
/** Of an answer that does not say otherwise. */
const DEFAULT_HEADERS = { ...NOT_KEPT, vary: VARY }
const PARTIAL_SUCCESS = 294
/** Node joins a text with the headers, which copies it once more; a small one is sent sooner that way. */
const LARGE = 16_384

/**
 * Writes an answer as GraphQL over HTTP (first edition) has it. An answer without data keeps its 4xx or 5xx whatever the
 * client accepts and says by its media type that it is the router's own. Data beside errors is 294, but 200 for clients
 * that know JSON alone.
 */
export function respond(request: FastifyRequest, reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  logFaults(request.log as Logger, body.errors)
  const mediaType = body.data === undefined ? GRAPHQL_RESPONSE : (negotiate(request.headers.accept) ?? JSON_RESPONSE)
  reply.headers(DEFAULT_HEADERS).headers(headers).header('content-type', mediaType)
  if (isKnownToClient(headers.etag, request.headers['if-none-match']))
    return reply.code(304).removeHeader('content-type').send()
  if (isPartial(mediaType, body)) {
    reply.code(PARTIAL_SUCCESS)
    reply.raw.statusMessage = 'Partial Success'
  } else reply.code(status)
  const write = (body.data?.length ?? 0) > LARGE ? writeAnswerBytes : writeAnswer
  return reply.send(write(body, request.id))
}

/** The answer to a request that failed as a whole: a refusal as it says, anything else as a fault of ours. */
export function failureAnswer(error: unknown): Answer {
  if (error instanceof RequestRefusal) {
    const { status, headers, errors, cost } = error
    return { status, headers, body: { errors, cost } }
  }
  const { statusCode = 500, message } = error as { statusCode?: number; message: string }
  if (statusCode >= 400 && statusCode < 500)
    return failureAnswer(new RequestRefusal(statusCode, 'BAD_REQUEST', message))
  return { status: 500, headers: {}, body: { errors: [error as Error] } }
}

const isPartial = (mediaType: MediaType, { data, errors }: Answer['body']): boolean =>
  mediaType === GRAPHQL_RESPONSE && data !== undefined && errors !== undefined

/** What is masked for the client is told to the log. */
export function logFaults(log: Logger, errors: Answer['body']['errors'] = []): void {
  for (const error of errors) {
    if (codeOf(error) === 'INTERNAL_SERVER_ERROR') log.error({ err: error }, 'operation failed')
  }
}
