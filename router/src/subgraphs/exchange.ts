import { type Dispatcher, errors, request } from 'undici'
import { z } from 'zod'
import type { SubgraphAnswer } from '../execution/execution.ts'
import { SubgraphFailure } from './subgraph-failure.ts'

const Answer = z.looseObject({
  data: z.looseObject({}).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
})

export interface Exchange {
  url: string
  dispatcher: Dispatcher
  headers: Record<string, string>
  body: string
  /** Ends with the whole operation. */
  signal: AbortSignal
  timeoutMs: number
}

/** Statuses by which a proxy says that nobody behind it answered. */
const NOBODY_THERE = new Set([502, 503, 504])

/**
 * One request to a subgraph and its answer. A GraphQL answer counts whatever its status: a subgraph says 400 to input
 * that it refuses.
 * @throws SubgraphFailure in every other case
 */
export async function exchange({
  url,
  dispatcher,
  headers,
  body,
  signal,
  timeoutMs,
}: Exchange): Promise<SubgraphAnswer> {
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await request(url, {
      method: 'POST',
      dispatcher,
      signal: AbortSignal.any([signal, limit]),
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body,
    })
    return readAnswer(response.statusCode, await response.body.text())
  } catch (error) {
    throw failureOf(error, { cancelled: signal.aborted, late: limit.aborted })
  }
}

function readAnswer(status: number, text: string): SubgraphAnswer {
  const answer = status === 401 ? null : parseAnswer(text)
  if (answer && (answer.data !== undefined || answer.errors)) return answer
  const kind = NOBODY_THERE.has(status) ? 'unreachable' : 'malformed'
  throw new SubgraphFailure(kind, `unexpected answer with status ${status}`)
}

function parseAnswer(text: string): SubgraphAnswer | null {
  try {
    const answer = JSON.parse(text)
    // What is checked is used as it was parsed: copies would lose keys like `__proto__`.
    return Answer.safeParse(answer).success ? answer : null
  } catch {
    return null
  }
}

function failureOf(error: unknown, { cancelled, late }: { cancelled: boolean; late: boolean }): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error
  if (cancelled) return new SubgraphFailure('cancelled', 'the operation ended first')
  if (late) return new SubgraphFailure('late', 'no answer in time')
  if (error instanceof errors.ResponseExceededMaxSizeError)
    return new SubgraphFailure('oversized', 'the answer is too large')
  return new SubgraphFailure('unreachable', 'no connection', { cause: error })
}
