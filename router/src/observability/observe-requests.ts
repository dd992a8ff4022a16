import type { FastifyReply, FastifyRequest } from 'fastify'
import { codeOf } from '../format-error.ts'
import type { Answer } from '../http/answer.ts'
import type { RouterMetrics } from './metrics.ts'
import { outcomeOf } from './outcome.ts'

/** Told of every request to `/graphql`. */
export interface RequestObserver {
  arrived(reply: FastifyReply): void
  answered(request: FastifyRequest, reply: FastifyReply, answer: Answer): void
}

export const observeRequests = (metrics: RouterMetrics): RequestObserver => ({
  arrived(reply) {
    metrics.requestArrived()
    reply.raw.on('close', metrics.requestLeft)
  },
  answered({ operation, caller }, reply, answer) {
    metrics.requestAnswered({
      operation: operation ?? null,
      caller: caller?.viewer.kind ?? 'anonymous',
      outcome: outcomeOf(answer, reply.raw.destroyed),
      codes: answer.body.errors?.map(codeOf) ?? [],
      ran: answer.body.data !== undefined,
      seconds: reply.elapsedTime / 1000,
    })
  },
})
