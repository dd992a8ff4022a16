import {
  BrokenCircuitError,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel'
import { createRetryBudget } from './retry-budget.ts'
import { SubgraphFailure } from './subgraph-failure.ts'

/** What speaks against the subgraph itself. What one operation asked for or gave up must not cut off all the others. */
const isItsFault = (error: unknown) =>
  error instanceof SubgraphFailure && error.kind !== 'cancelled' && error.kind !== 'oversized'
const isUnreachable = (error: unknown) => error instanceof SubgraphFailure && error.kind === 'unreachable'

export interface ResilienceOptions {
  /** How long an open circuit refuses before it lets one request try. */
  halfOpenAfterMs: number
  onStateChange: (state: CircuitState) => void
}

/**
 * Runs requests to one subgraph. Reads that found nobody are sent once more; when half of the last 20 requests failed,
 * the circuit opens and requests fail at once, so that a dead subgraph costs its callers no waiting. Now and then one
 * request finds out whether it is back; the others do not wait for that one. `idempotent` says whether a request may be
 * sent twice.
 *
 * @throws SubgraphFailure, or BrokenCircuitError of cockatiel while the circuit is open
 */
export function createResilience({ halfOpenAfterMs, onStateChange }: ResilienceOptions) {
  const budget = createRetryBudget()
  const breaker = circuitBreaker(handleWhen(isItsFault), {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 10 }),
  })
  breaker.onStateChange(onStateChange)
  const retryOnce = retry(
    handleWhen((error) => isUnreachable(error) && budget.take()),
    { maxAttempts: 1, backoff: new ExponentialBackoff({ initialDelay: 20, maxDelay: 100 }) },
  )
  const resilientRead = wrap(retryOnce, breaker)
  return async <Result>(
    run: () => Promise<Result>,
    options: { idempotent: boolean; signal: AbortSignal },
  ): Promise<Result> => {
    // The circuit would let everybody wait for the one request that tries.
    if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError()
    budget.earn()
    return (options.idempotent ? resilientRead : breaker).execute(run, options.signal)
  }
}
