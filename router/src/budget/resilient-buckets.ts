import type { BucketShape, BucketState, TokenBuckets } from '@lms/kit/token-bucket'
import type { RedisCircuit, Store } from './redis-circuit.ts'
import { collectReturnedPoints } from './returned-points.ts'

/** What came of taking points. */
export interface TakenPoints extends BucketState {
  /** Gives points back to where they were taken from, within a moment; while that does not answer, they are gone. */
  giveBack(points: number): void
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
  const returned = collectReturnedPoints(async (key, shape, points) => {
    const { store } = await circuit.run({ redis: () => shared.take(key, shape, -points), memory: () => null })
    onStep(store)
  })
  return {
    async take(key, shape, points) {
      const carried = returned.claim(key)
      const { store, result: state } = await circuit.run({
        redis: () => shared.take(key, shape, points - carried),
        memory: () => own.take(key, shape, points),
      })
      onStep(store)
      if (store === 'memory') return { ...state, giveBack: (unused) => void own.take(key, shape, -unused) }
      if (!state.granted) returned.add(key, shape, carried)
      return {
        ...state,
        available: state.granted ? state.available : state.available + carried,
        giveBack: (unused) => returned.add(key, shape, unused),
      }
    },
  }
}
