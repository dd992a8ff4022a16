import { createHash } from 'node:crypto'
import { DomainError } from '@lms/kit/errors'
import type { RedisClient } from '@lms/kit/redis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

const FAILURES = 10
const WINDOW_SECONDS = 15 * 60

/** Bounds how often a password can be guessed. */
export interface SignInLimiter {
  /** Counts an attempt for an address; throws THROTTLED once there were ten within 15 minutes. */
  attempt(email: string): Promise<void>
  /** Forgets the attempts after a success. */
  succeeded(email: string): Promise<void>
}

/** Counts in Redis; without Redis in memory, so that guessing is never unbounded. */
export function createSignInLimiter(redis: RedisClient): SignInLimiter {
  const window = { points: FAILURES, duration: WINDOW_SECONDS }
  const limiter = new RateLimiterRedis({
    ...window,
    storeClient: redis,
    keyPrefix: 'sign-in',
    insuranceLimiter: new RateLimiterMemory(window),
  })
  // Redis keys appear in tools and dumps; an address does not belong there.
  const keyOf = (email: string) => createHash('sha256').update(email).digest('base64url')
  return {
    async attempt(email) {
      try {
        await limiter.consume(keyOf(email))
      } catch (rejection) {
        if (rejection instanceof RateLimiterRes) {
          throw new DomainError('THROTTLED', 'Too many sign-in attempts for this address. Try again in 15 minutes.')
        }
        throw rejection
      }
    },
    async succeeded(email) {
      await limiter.delete(keyOf(email))
    },
  }
}
