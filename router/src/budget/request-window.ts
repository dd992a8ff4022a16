import type { Cluster, Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Caller } from '../caller.ts'
import { RequestRefusal } from '../refusal.ts'
import { addressKey } from './caller-key.ts'
import { requestWindowHeaders } from './rate-limit-headers.ts'

/** Counts the requests of anonymous callers; everybody else has a cost budget of their own. */
export interface RequestWindow {
  /** @throws RequestRefusal THROTTLED (429, `Retry-After`) beyond the limit of the caller's address */
  count(caller: Caller): Promise<void>
}

/** A fixed window per address in Redis; while Redis does not answer, per address and process. */
export function createRequestWindow(
  redis: Redis | Cluster,
  { windowMs, requests }: { windowMs: number; requests: number },
): RequestWindow {
  const seconds = Math.ceil(windowMs / 1000)
  const limit = { points: requests, duration: seconds }
  const limiter = new RateLimiterRedis({
    ...limit,
    storeClient: redis,
    keyPrefix: 'request-window',
    insuranceLimiter: new RateLimiterMemory(limit),
  })
  return {
    async count({ viewer, address }) {
      if (viewer.kind !== 'anonymous') return
      try {
        await limiter.consume(addressKey(address))
      } catch (rejection) {
        if (!(rejection instanceof RateLimiterRes)) throw rejection
        const reset = Math.ceil(rejection.msBeforeNext / 1000)
        throw new RequestRefusal(
          429,
          'THROTTLED',
          `Too many requests without a sign-in: ${requests} per ${seconds} s.`,
          {
            headers: {
              ...requestWindowHeaders({ quota: requests, left: 0, reset, seconds }),
              'retry-after': String(reset),
            },
          },
        )
      }
    },
  }
}
