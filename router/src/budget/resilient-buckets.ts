import type { BucketShape, BucketState, TokenBuckets } from '@lms/kit/token-bucket'
import type { RedisCircuit, Store } from './redis-circuit.ts'

/** What came of taking points. */
export interface TakenPoints extends BucketState {
  /** Gives points back to where they were taken from; while that does not answer, they are gone. */
  giveBack(points: number): Promise<BucketState>
}

export interface ResilientBuckets {
  /** As `TokenBuckets.take`; it does not fail. */
  take(key: string, shape: BucketShape, points: number): Promise<TakenPoints>
}

/**
 * Buckets in Redis, and in memory while Redis does not answer. In memory each replica counts for itself and starts with
 * full buckets, so an outage lets a caller spend up to one budget per replica.
 */
export function createResilientBuckets(
  circuit: RedisCircuit,
  { shared, own, onStep }: { shared: TokenBuckets; own: TokenBuckets; onStep: (store: Store) => void },
): ResilientBuckets {
  return {
    async take(key, shape, points) {
      const { store, result: state } = await circuit.run({
        redis: () => shared.take(key, shape, points),
        memory: () => own.take(key, shape, points),
      })
      onStep(store)
      return {
        ...state,
        async giveBack(unused) {
          if (store === 'memory') return own.take(key, shape, -unused)
          const returned = await circuit.run({ redis: () => shared.take(key, shape, -unused), memory: () => state })
          return returned.result
        },
      }
    },
  }
}
