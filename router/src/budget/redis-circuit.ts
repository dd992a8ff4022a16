import type { Logger } from '@lms/kit/log'
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'

/** How long Redis is left alone after it failed three times in a row. */
const HALF_OPEN_AFTER_MS = 1_000

export type Store = 'redis' | 'memory'

/** One step on what all replicas share, and what is done in its place while Redis does not answer. */
export interface SharedStep<Result> {
  redis: () => Promise<Result>
  memory: () => Result | Promise<Result>
}

/** Keeps limits going without Redis. All that is kept there goes through one circuit, so that it fails once for all. */
export interface RedisCircuit {
  run<Result>(step: SharedStep<Result>): Promise<{ store: Store; result: Result }>
}

/**
 * Only the first few requests of an outage wait for the timeout of a command; then one request a second finds out
 * whether Redis is back, and all others go on without it. In a Redis Cluster where one node of several hangs, the
 * callers on that node wait each time until the cluster has given it up (`cluster-node-timeout`).
 */
export function createRedisCircuit(log: Logger): RedisCircuit {
  const circuit = circuitBreaker(handleAll, {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new ConsecutiveBreaker(3),
  })
  circuit.onBreak((reason) => {
    log.warn({ err: 'error' in reason ? reason.error : undefined }, 'redis does not answer, limits are kept in memory')
  })
  circuit.onReset(() => log.info('redis answers again'))
  return {
    async run({ redis, memory }) {
      // The circuit would let everybody wait for the one request that tries.
      if (circuit.state === CircuitState.HalfOpen) return { store: 'memory', result: await memory() }
      try {
        return { store: 'redis', result: await circuit.execute(redis) }
      } catch {
        return { store: 'memory', result: await memory() }
      }
    },
  }
}
