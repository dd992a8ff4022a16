import { type Dispatcher, errors } from 'undici'
import type { SubgraphAnswer } from '../execution/execution.ts'
import { isObject } from '../execution/own-value.ts'
import { type ExchangeWatch, NOWHERE, type Watched } from './exchange-watch.ts'
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
  watch: ExchangeWatch
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
export function exchange(options: Exchange): Promise<Exchanged> {
  const { origin, path, dispatcher, headers, body, signal, timeoutMs, watch } = options
  if (signal.aborted) return Promise.reject(cancelled())
  return new Promise((resolve, reject) => {
    const until = performance.now() + timeoutMs
    const handler = new AnswerHandler({ signal, watch, until, resolve, reject })
    dispatcher.dispatch({ origin, path, method: 'POST', headers, body }, handler)
  })
}

const cancelled = () => new SubgraphFailure('cancelled', 'the operation ended first')

function readAnswer(status: number, text: string): Exchanged {
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

interface Waiting extends Pick<Exchange, 'signal' | 'watch'> {
  /** On the clock of `performance`. */
  readonly until: number
  readonly resolve: (exchanged: Exchanged) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Reads an answer whole, without the streams and promises of `undici.request`, which cost as much as the exchange itself:
 * many answers are read for each of the router's.
 */
class AnswerHandler implements Dispatcher.DispatchHandler, Watched {
  place = NOWHERE
  readonly #waiting: Waiting
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | null = null
  #failure: SubgraphFailure | null = null
  #status = 0

  constructor(waiting: Waiting) {
    this.#waiting = waiting
    waiting.watch.add(this)
  }

  look(now: number): void {
    const { signal, until } = this.#waiting
    if (signal.aborted) this.#fail(cancelled())
    else if (until <= now) this.#fail(new SubgraphFailure('late', 'no answer in time'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // It may have waited for a connection for longer than anybody waits for it.
    if (this.#failure) controller.abort(this.#failure)
    else this.#controller = controller
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const { watch, resolve, reject } = this.#waiting
    watch.delete(this)
    try {
      resolve(readAnswer(this.#status, textOf(this.#chunks)))
    } catch (error) {
      reject(error)
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const { watch, reject } = this.#waiting
    watch.delete(this)
    reject(failureOf(error))
  }

  #fail(failure: SubgraphFailure): void {
    const { watch, reject } = this.#waiting
    watch.delete(this)
    this.#failure = failure
    this.#controller?.abort(failure)
    reject(failure)
  }
}

const textOf = (chunks: readonly Buffer[]): string =>
  (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString()

function failureOf(error: Error): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error
  if (error instanceof errors.ResponseExceededMaxSizeError)
    return new SubgraphFailure('oversized', 'the answer is too large')
  return new SubgraphFailure('unreachable', 'no connection', { cause: error })
}
