import { DEADLINE_HEADER } from '@lms/kit/deadline'
import { DomainError, knownCode } from '@lms/kit/errors'
import { INTERNAL_TOKEN_HEADER, type InternalTokenSigner } from '@lms/kit/internal-token'
import { activeTraceparent, withSpan } from '@lms/kit/tracing'
import { SpanKind } from '@opentelemetry/api'
import { BrokenCircuitError, CircuitState, TaskCancelledError } from 'cockatiel'
import type { Dispatcher } from 'undici'
import type { RouterContext } from '../context.ts'
import type { SubgraphAnswer } from '../execution/execution.ts'
import type { RouterMetrics } from '../observability/metrics.ts'
import { createSharing } from '../share-in-flight.ts'
import { type Exchange, type Exchanged, exchange, parseAnswer } from './exchange.ts'
import type { ExchangeWatch } from './exchange-watch.ts'
import { createResilience } from './resilience.ts'
import { SubgraphFailure, type SubgraphFailureKind } from './subgraph-failure.ts'

/** `refused` by an open circuit. */
export type ExchangeOutcome = 'answered' | 'refused' | SubgraphFailureKind

export interface SubgraphSourceOptions {
  /** Name in the supergraph, for example `live-session`. */
  name: string
  url: string
  dispatcher: Dispatcher
  /** Null where subgraphs take requests from anybody. */
  signer: InternalTokenSigner | null
  timeoutMs: number
  /** How long it is left alone when it failed too often. */
  circuitMs: number
  watch: ExchangeWatch
  /** Whether identical queries for the same caller share one request while it is under way. */
  sharing: boolean
  metrics: Pick<RouterMetrics, 'subgraphAsked' | 'subgraphErrors' | 'circuitChanged'>
}

/** A subgraph that can be asked. */
export interface SubgraphSource {
  /**
   * Sends a JSON body.
   * @param onAnswer is told of the answer before anybody can change it
   * @throws DomainError, meant for clients, when there is no GraphQL answer
   */
  ask(body: string, context: RouterContext, onAnswer?: (answer: SubgraphAnswer) => void): Promise<SubgraphAnswer>
}

/** Asks a subgraph over HTTP, with a token that says who asks and covers exactly this body. */
export function createSubgraphSource(options: SubgraphSourceOptions): SubgraphSource {
  const runResiliently = createResilience({
    halfOpenAfterMs: options.circuitMs,
    onStateChange: (state) => options.metrics.circuitChanged(options.name, state === CircuitState.Open),
  })
  options.metrics.circuitChanged(options.name, false)
  const { origin, pathname, search } = new URL(options.url)
  const address = { origin, path: `${pathname}${search}` }
  const share = createSharing<TakeAnswer>(() => new SubgraphFailure('cancelled', 'the operation ended first'))
  const send = (body: string, context: RouterContext): Promise<Exchanged> =>
    runResiliently(() => measuredExchange(options, address, { context, body }), context)
  return {
    ask(body, context, onAnswer) {
      // Not a promise of its own: there would be one more for each request.
      const tell = (answer: SubgraphAnswer) => {
        onAnswer?.(answer)
        return answer
      }
      const fail = (error: unknown) => {
        throw describeFailure(error, options, context)
      }
      if (!options.sharing || !context.idempotent) return send(body, context).then(({ answer }) => tell(answer), fail)
      // All that a subgraph is told of a caller; what else it is told only tells requests apart.
      const key = `${JSON.stringify(context.viewer)} ${body}`
      return share(key, context.signal, (signal) => send(body, { ...context, signal }).then(eachItsOwn)).then(
        (take) => tell(take()),
        fail,
      )
    },
  }
}

type TakeAnswer = () => SubgraphAnswer

/** An answer is changed by whoever gets it, so all but the first parse it again. */
function eachItsOwn({ answer, text }: Exchanged): TakeAnswer {
  let isTaken = false
  return () => {
    if (isTaken) return parseAnswer(text) ?? {}
    isTaken = true
    return answer
  }
}

function measuredExchange(
  options: SubgraphSourceOptions,
  address: Pick<Exchange, 'origin' | 'path'>,
  { context, body }: { context: RouterContext; body: string },
): Promise<Exchanged> {
  const { name, dispatcher, timeoutMs, watch, metrics } = options
  const { signal } = context
  const start = performance.now()
  return withSpan(`subgraph ${name}`, { kind: SpanKind.CLIENT, attributes: { 'subgraph.name': name } }, (span) => {
    const end = (outcome: ExchangeOutcome) => {
      span.setAttribute('subgraph.outcome', outcome)
      metrics.subgraphAsked(name, outcome, (performance.now() - start) / 1000)
    }
    const headers = headersOf(options, context, body)
    return exchange({ ...address, dispatcher, headers, body, signal, timeoutMs, watch }).then(
      (exchanged) => {
        end('answered')
        const { errors } = exchanged.answer
        if (errors) metrics.subgraphErrors(name, errors.map(knownCode))
        return exchanged
      },
      (error) => {
        if (error instanceof SubgraphFailure) end(error.kind)
        throw error
      },
    )
  })
}

const JSON_HEADERS = ['content-type', 'application/json', 'accept', 'application/json']

/** A token serves once, so every attempt gets its own. */
function headersOf(
  { name, signer }: SubgraphSourceOptions,
  { viewer, requestId, client, deadline }: RouterContext,
  body: string,
): string[] {
  const headers = [...JSON_HEADERS, DEADLINE_HEADER, String(deadline), 'x-request-id', requestId]
  const traceparent = activeTraceparent()
  if (traceparent) headers.push('traceparent', traceparent)
  if (!signer) return headers
  headers.push(INTERNAL_TOKEN_HEADER, signer.sign({ viewer, requestId, client }, `${name}-service`, body))
  return headers
}

/**
 * What the client learns: that a part is missing, and nothing of where it would have come from. A fault of our own stays
 * what it is, to be masked and told to the log like any other.
 */
function describeFailure(error: unknown, { name, metrics }: SubgraphSourceOptions, { log }: RouterContext): unknown {
  const outcome = failureOutcome(error)
  if (outcome === null) return error
  if (outcome === 'refused') metrics.subgraphAsked(name, outcome, 0)
  // An open circuit is seen by its metric; a line for every request that it spares would drown the log.
  if (error instanceof SubgraphFailure && outcome !== 'cancelled')
    log.error({ kind: outcome, reason: reasonOf(error), subgraph: name }, 'subgraph did not answer')
  return outcome === 'late' || outcome === 'cancelled'
    ? new DomainError('TIMEOUT', 'Part of the answer took too long.')
    : new DomainError('SERVICE_UNAVAILABLE', 'Part of the answer is not available at the moment.')
}

function failureOutcome(error: unknown): 'refused' | SubgraphFailureKind | null {
  if (error instanceof SubgraphFailure) return error.kind
  if (error instanceof BrokenCircuitError) return 'refused'
  return error instanceof TaskCancelledError ? 'cancelled' : null
}

const reasonOf = ({ message, cause }: SubgraphFailure) => (cause instanceof Error ? cause.message : message)
