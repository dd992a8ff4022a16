import { readFileSync } from 'node:fs'
import { LRUCache } from 'lru-cache'
import type { Clock } from './clock.ts'
import type { RedisClient } from './redis.ts'

/** How much a bucket holds at most, and how fast it fills again. */
export interface BucketShape {
  readonly capacity: number
  readonly restorePerSecond: number
}

/** How a bucket answers. */
export interface BucketState {
  readonly granted: boolean
  /** Whole points in the bucket after the step. */
  readonly available: number
  /** Time until the bucket would hold what was refused; 0 when granted. */
  readonly waitMs: number
}

/** What came of one step. */
export interface BucketStep extends BucketState {
  /** Points that were taken to spare: as many as were asked for, or none. */
  readonly spare: number
}

/** Token buckets by key (https://en.wikipedia.org/wiki/Token_bucket). A bucket that nobody used for long is full. */
export interface TokenBuckets {
  /**
   * Takes whole points, or none when there are too few. A negative number gives back, 0 only looks.
   * @param spare so many are taken beside, where the bucket is at least half full after that
   */
  take(key: string, shape: BucketShape, points: number, spare?: number): Promise<BucketStep>
}

const SCRIPT = readFileSync(new URL('./token-bucket.lua', import.meta.url), 'utf8')

interface WithScript {
  lmsTokenBucket(
    key: string,
    ...step: number[]
  ): Promise<[granted: number, available: number, waitMs: number, spare: number]>
}

/** Buckets that all replicas share. Every step is one script over one key: atomic, and at home in a Redis Cluster. */
export function createRedisBuckets(redis: RedisClient, clock: Clock): TokenBuckets {
  redis.defineCommand('lmsTokenBucket', { numberOfKeys: 1, lua: SCRIPT })
  const scripted = redis as unknown as WithScript
  return {
    async take(key, { capacity, restorePerSecond }, points, spare = 0) {
      const step = [clock.now().getTime(), capacity, restorePerSecond, points, spare]
      const [granted, available, waitMs, spared] = await scripted.lmsTokenBucket(key, ...step)
      return { granted: granted === 1, available, waitMs, spare: spared }
    },
  }
}

const MOST_BUCKETS = 100_000

/** The same in the memory of one process, for at most 100,000 keys; the longest unused is forgotten, which fills it. */
export function createMemoryBuckets(clock: Clock): TokenBuckets {
  const buckets = new LRUCache<string, { milli: number; at: number }>({ max: MOST_BUCKETS })
  return {
    async take(key, { capacity, restorePerSecond }, points, spare = 0) {
      const now = clock.now().getTime()
      const stored = buckets.get(key) ?? { milli: capacity * 1000, at: now }
      const restored = Math.max(0, now - stored.at) * restorePerSecond
      const milli = Math.min(stored.milli + restored, capacity * 1000)
      const cost = points * 1000
      const available = (left: number) => Math.floor(left / 1000)
      if (cost > milli) {
        const waitMs = Math.ceil((cost - milli) / restorePerSecond)
        return { granted: false, available: available(milli), waitMs, spare: 0 }
      }
      const rest = Math.min(milli - cost, capacity * 1000)
      const spared = rest - spare * 1000 >= capacity * 500 ? spare : 0
      const left = rest - spared * 1000
      if (cost !== 0 || spared > 0) buckets.set(key, { milli: left, at: Math.max(stored.at, now) })
      return { granted: true, available: available(left), waitMs: 0, spare: spared }
    },
  }
}

/** Key of a caller's cost budget, for whoever takes from it or looks into it. */
export const costBudgetKey = (kind: 'user' | 'partner' | 'address', id: string): string => `cost-budget:${kind}:${id}`
