import type { RedisClient } from '@lms/kit/redis'
import { type AttemptLimiter, createAttemptLimiter } from './attempt-limiter.ts'

/** What this service bounds by itself, beside the budgets of the router. */
export interface Limits {
  /** By address: how often a password can be guessed. */
  readonly signIns: AttemptLimiter
  /** By address, whether it has an account or not: how often somebody can have it written to. */
  readonly resetsOfAddress: AttemptLimiter
  /** By client: how many addresses it can try. A whole school may be one client. */
  readonly resetsOfClient: AttemptLimiter
  /** By person. */
  readonly verifications: AttemptLimiter
}

const WINDOW_SECONDS = 15 * 60

export function createLimits(redis: RedisClient): Limits {
  const limit = (name: string, attempts: number, what: string) =>
    createAttemptLimiter(redis, {
      name,
      attempts,
      windowSeconds: WINDOW_SECONDS,
      refusal: `Too many ${what}. Try again in 15 minutes.`,
    })
  return {
    signIns: limit('sign-in', 10, 'sign-in attempts for this address'),
    resetsOfAddress: limit('reset-address', 3, 'requests for this address'),
    resetsOfClient: limit('reset-client', 30, 'requests from here'),
    verifications: limit('verification', 3, 'e-mails'),
  }
}
