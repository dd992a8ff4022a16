import type { Clock } from '@lms/kit/clock'
import type { BucketShape, BucketState, TokenBuckets } from '@lms/kit/token-bucket'
import { keepOnHand } from './keep-on-hand.ts'
import type { RedisCircuit, Store } from './redis-circuit.ts'

/** What came of taking points. */
export interface TakenPoints extends BucketState {
  /** Gives points back to where they were taken from, within a moment; while that does not answer, they are gone. */
  giveBack(points: number): void
}

export interface ResilientBuckets {
  /** Takes whole points, or none when there are too few; it does not fail. Answers at once from what is on hand. */
  take(key: string, shape: BucketShape, points: number): TakenPoints | Promise<TakenPoints>
}

export interface ResilientBucketsOptions {
  shared: TokenBuckets
  own: TokenBuckets
  clock: Clock
  /** Told of every step, by where it was made. */
  onStep: (store: Store) => void
}

/**
 * Buckets in Redis, and in memory while Redis does not answer. In memory each replica counts for itself and starts with
 * full buckets, so an outage lets a caller spend up to one budget per replica. Points of Redis that are on hand are spent
 * first, without a step (ADR 0028).
 */
export function createResilientBuckets(
  circuit: RedisCircuit,
  { shared, own, clock, onStep }: ResilientBucketsOptions,
): ResilientBuckets {
  /** Null where Redis does not answer. */
  const stepInRedis = async (key: string, shape: BucketShape, points: number, spare: number) => {
    const { store, result } = await circuit.run({
      redis: () => shared.take(key, shape, points, spare),
      memory: () => null,
    })
    if (store === 'redis') onStep(store)
    return result
  }
  const stepInMemory = async (key: string, shape: BucketShape, points: number): Promise<TakenPoints> => {
    const state = await own.take(key, shape, points)
    onStep('memory')
    return { ...state, giveBack: (unused) => void own.take(key, shape, -unused) }
  }
  const onHandOf = keepOnHand(clock, async (key, shape, points) => {
    if (!(await stepInRedis(key, shape, -points, 0))) onStep('memory')
  })
  const giveBackTo = (key: string, shape: BucketShape) => (unused: number) => {
    if (unused > 0) onHandOf(key, shape).add(unused)
  }
  const spend = (key: string, shape: BucketShape, points: number): TakenPoints | null => {
    const onHand = onHandOf(key, shape)
    if (!onHand.spend(points)) return null
    return { granted: true, available: onHand.available(), waitMs: 0, giveBack: giveBackTo(key, shape) }
  }
  const step = async (key: string, shape: BucketShape, points: number): Promise<TakenPoints> => {
    const onHand = onHandOf(key, shape)
    const state = await onHand.step(points, (asked, spare) => stepInRedis(key, shape, asked, spare))
    return state ? { ...state, giveBack: giveBackTo(key, shape) } : stepInMemory(key, shape, points)
  }
  return {
    take(key, shape, points) {
      const coming = onHandOf(key, shape).expect(points)
      if (!coming) return spend(key, shape, points) ?? step(key, shape, points)
      return coming.then((brought) =>
        brought ? (spend(key, shape, points) ?? step(key, shape, points)) : stepInMemory(key, shape, points),
      )
    },
  }
}
