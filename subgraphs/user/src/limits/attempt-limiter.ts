import { createHash } from 'node:crypto'
import { DomainError } from '@lms/kit/errors'
import type { RedisClient } from '@lms/kit/redis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/** Bounds how often something may be tried. */
export interface AttemptLimiter {
  /** Counts an attempt of or for somebody; throws THROTTLED once there were too many within the window. */
  attempt(who: string): Promise<void>
  /** Forgets the attempts, as after a success. */
  forget(who: string): Promise<void>
}

export interface AttemptLimit {
  /** Begins the keys in Redis. */
  name: string
  attempts: number
  windowSeconds: number
  /** What who made too many is told. */
  refusal: string
}

/** Counts in Redis; without Redis in memory, so that there is always a bound. */
export function createAttemptLimiter(redis: RedisClient, limit: AttemptLimit): AttemptLimiter {
  const window = { points: limit.attempts, duration: limit.windowSeconds }
  const limiter = new RateLimiterRedis({
    ...window,
    storeClient: redis,
    keyPrefix: limit.name,
    insuranceLimiter: new RateLimiterMemory(window),
  })
  // Redis keys appear in tools and dumps; an address does not belong there.
  const keyOf = (who: string) => createHash('sha256').update(who).digest('base64url')
  return {
    async attempt(who) {
      try {
        await limiter.consume(keyOf(who))
      } catch (rejection) {
        if (rejection instanceof RateLimiterRes) throw new DomainError('THROTTLED', limit.refusal)
        throw rejection
      }
    },
    async forget(who) {
      await limiter.delete(keyOf(who))
    },
  }
}
