import type { BucketState, TokenBuckets } from '@lms/kit/token-bucket'
import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'

/** How long Redis is left alone after it failed three times in a row. */
const HALF_OPEN_AFTER_MS = 1_000

export type BucketStore = 'redis' | 'memory'

/**
 * Buckets in Redis, and in memory while Redis does not answer: answers go on, each replica then counts for itself, and
 * only the first few requests of an outage wait for the timeout of a command. Redis is tried again every second.
 */
export function createResilientBuckets(
  shared: TokenBuckets,
  own: TokenBuckets,
  onStep: (store: BucketStore) => void,
): TokenBuckets {
  const circuit = circuitBreaker(handleAll, {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new ConsecutiveBreaker(3),
  })
  return {
    async take(key, shape, points): Promise<BucketState> {
      try {
        const state = await circuit.execute(() => shared.take(key, shape, points))
        onStep('redis')
        return state
      } catch {
        onStep('memory')
        return own.take(key, shape, points)
      }
    },
  }
}
