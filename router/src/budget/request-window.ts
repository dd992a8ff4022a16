import type { Clock } from '@lms/kit/clock'
import type { RedisClient } from '@lms/kit/redis'
import { LRUCache } from 'lru-cache'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Caller } from '../caller.ts'
import { RequestRefusal } from '../refusal.ts'
import { addressKey } from './caller-key.ts'
import { requestWindowHeaders } from './rate-limit-headers.ts'
import type { RedisCircuit } from './redis-circuit.ts'

/** Counts the requests of anonymous callers; everybody else has a cost budget of their own. */
export interface RequestWindow {
  /**
   * Answers nothing at once for callers that are not counted.
   * @throws RequestRefusal THROTTLED (429, `Retry-After`) beyond the limit of the caller's address
   */
  count(caller: Caller): Promise<void> | undefined
}

export interface RequestWindowOptions {
  /** Length in milliseconds; it counts in whole seconds. */
  windowMs: number
  /** Requests of one address per window. */
  requests: number
}

/** A fixed window per address in Redis; while Redis does not answer, per address and process. */
export function createRequestWindow(
  { redis, circuit, clock }: { redis: RedisClient; circuit: RedisCircuit; clock: Clock },
  { windowMs, requests }: RequestWindowOptions,
): RequestWindow {
  const seconds = Math.ceil(windowMs / 1000)
  const shared = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: 'request-window',
    points: requests,
    duration: seconds,
  })
  const own = createMemoryWindows(clock, seconds * 1000)
  const countAddress = async (address: string) => {
    const key = addressKey(address)
    const { result } = await circuit.run({
      // Counts as `consume` does, which would reject where the limit is passed: no failure of Redis.
      redis: () => shared.penalty(key),
      memory: () => own.count(key),
    })
    if (result.consumedPoints <= requests) return
    const reset = Math.ceil(result.msBeforeNext / 1000)
    throw new RequestRefusal(429, 'THROTTLED', `Too many requests without a sign-in: ${requests} per ${seconds} s.`, {
      headers: {
        ...requestWindowHeaders({ quota: requests, left: 0, reset, seconds }),
        'retry-after': String(reset),
      },
    })
  }
  return { count: ({ viewer, address }) => (viewer.kind === 'anonymous' ? countAddress(address) : undefined) }
}

const MOST_WINDOWS = 100_000

/** Windows of at most 100,000 keys; the longest unused is forgotten. `RateLimiterMemory` has no such bound. */
function createMemoryWindows(clock: Clock, windowMs: number) {
  const windows = new LRUCache<string, { consumedPoints: number; endsAt: number }>({ max: MOST_WINDOWS })
  return {
    count(key: string) {
      const now = clock.now().getTime()
      const last = windows.get(key)
      const { consumedPoints, endsAt } =
        last && last.endsAt > now ? last : { consumedPoints: 0, endsAt: now + windowMs }
      windows.set(key, { consumedPoints: consumedPoints + 1, endsAt })
      return { consumedPoints: consumedPoints + 1, msBeforeNext: endsAt - now }
    },
  }
}
