import { type Dispatcher, errors } from 'undici'
import type { SubgraphAnswer } from '../execution/execution.ts'
import { isObject } from '../execution/own-value.ts'
import { SubgraphFailure } from './subgraph-failure.ts'

export interface Exchange {
  origin: string
  path: string
  dispatcher: Dispatcher
  /** Names and values in turn. */
  headers: string[]
  body: string
  /** Ends with the whole operation. */
  signal: AbortSignal
  timeoutMs: number
}

/** Statuses by which a proxy says that nobody behind it answered. */
const NOBODY_THERE = new Set([502, 503, 504])

/** An answer, and its text for those who need an answer of their own to change. */
export interface Exchanged {
  readonly answer: SubgraphAnswer
  readonly text: string
}

/**
 * One request to a subgraph and its answer. A GraphQL answer counts whatever its status: a subgraph says 400 to input
 * that it refuses.
 * @throws SubgraphFailure in every other case
 */
export async function exchange(options: Exchange): Promise<Exchanged> {
  const { status, text } = await post(options)
  const answer = status === 401 ? null : parseAnswer(text)
  if (answer && (answer.data !== undefined || answer.errors)) return { answer, text }
  const kind = NOBODY_THERE.has(status) ? 'unreachable' : 'malformed'
  throw new SubgraphFailure(kind, `unexpected answer with status ${status}`)
}

export function parseAnswer(text: string): SubgraphAnswer | null {
  try {
    const answer = JSON.parse(text)
    if (!isAnswer(answer)) return null
    answer.unescaped = !text.includes('\\')
    return answer
  } catch {
    return null
  }
}

/** Checked by hand: nothing is copied, and it is done for each answer of each subgraph. */
function isAnswer(value: unknown): value is SubgraphAnswer {
  if (!isObject(value)) return false
  const { data, errors } = value
  return (
    (data === undefined || data === null || isObject(data)) &&
    (errors === undefined ||
      (Array.isArray(errors) && errors.every((error) => isObject(error) && typeof error.message === 'string')))
  )
}

/**
 * Dispatches without the streams and promises of `undici.request`, which cost as much as the exchange itself: answers are
 * read whole, and many are read for each answer of the router.
 */
function post(options: Exchange): Promise<{ status: number; text: string }> {
  const { origin, path, dispatcher, headers, body, signal, timeoutMs } = options
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let failure: SubgraphFailure | null = null
    let status = 0
    const chunks: Buffer[] = []
    const fail = (reason: SubgraphFailure) => {
      end()
      failure = reason
      controller?.abort(reason)
      reject(reason)
    }
    const cancel = () => fail(new SubgraphFailure('cancelled', 'the operation ended first'))
    const timer = setTimeout(() => fail(new SubgraphFailure('late', 'no answer in time')), timeoutMs)
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    }
    if (signal.aborted) return cancel()
    signal.addEventListener('abort', cancel)
    dispatcher.dispatch(
      { origin, path, method: 'POST', headers, body },
      {
        onRequestStart(started) {
          // It may have waited for a connection for longer than anybody waits for it.
          if (failure) started.abort(failure)
          else controller = started
        },
        onResponseStart(_, code) {
          status = code
        },
        onResponseData(_, chunk) {
          chunks.push(chunk)
        },
        onResponseEnd() {
          end()
          resolve({ status, text: textOf(chunks) })
        },
        onResponseError(_, error) {
          end()
          reject(failureOf(error))
        },
      },
    )
  })
}

const textOf = (chunks: readonly Buffer[]): string =>
  (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString()

function failureOf(error: Error): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error
  if (error instanceof errors.ResponseExceededMaxSizeError)
    return new SubgraphFailure('oversized', 'the answer is too large')
  return new SubgraphFailure('unreachable', 'no connection', { cause: error })
}
