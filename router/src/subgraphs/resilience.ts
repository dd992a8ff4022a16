import { setTimeout as wait } from 'node:timers/promises'
import { BrokenCircuitError, CircuitState, CountBreaker, circuitBreaker, handleWhen } from 'cockatiel'
import { createRetryBudget } from './retry-budget.ts'
import { SubgraphFailure } from './subgraph-failure.ts'

/** What speaks against the subgraph itself. What one operation asked for or gave up must not cut off all the others. */
const isItsFault = (error: unknown) =>
  error instanceof SubgraphFailure && error.kind !== 'cancelled' && error.kind !== 'oversized'
const isUnreachable = (error: unknown) => error instanceof SubgraphFailure && error.kind === 'unreachable'

/** Before a second attempt: chance spreads those of many requests that failed together. */
const SHORTEST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 100

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
  return <Result>(
    run: () => Promise<Result>,
    { idempotent, signal }: { idempotent: boolean; signal: AbortSignal },
  ): Promise<Result> => {
    // The circuit would let everybody wait for the one request that tries.
    if (breaker.state === CircuitState.HalfOpen) return Promise.reject(new BrokenCircuitError())
    budget.earn()
    const first = breaker.execute(run, signal)
    if (!idempotent) return first
    return first.catch(async (error) => {
      if (!isUnreachable(error) || signal.aborted || !budget.take()) throw error
      await wait(SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS))
      return breaker.execute(run, signal)
    })
  }
}
