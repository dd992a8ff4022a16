import type { ThrottleStatus } from './cost-budget.ts'

/**
 * A budget in headers: `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10) for new clients, the
 * three of the drafts before for those that know only them. The window is the time in which an empty bucket fills, the
 * reset the time until it is full again, both in seconds.
 */
export function rateLimitHeaders(status: ThrottleStatus): Record<string, string> {
  const { maximumAvailable: quota, currentlyAvailable: left, restoreRate } = status
  const window = Math.ceil(quota / restoreRate)
  const reset = Math.ceil((quota - left) / restoreRate)
  return {
    'ratelimit-policy': `"cost";q=${quota};w=${window};qu="points"`,
    ratelimit: `"cost";r=${left};t=${reset}`,
    ...legacyHeaders({ quota, left, reset }),
  }
}

/** The request window of anonymous callers in the same headers. */
export function requestWindowHeaders(window: { quota: number; left: number; reset: number; seconds: number }) {
  return {
    'ratelimit-policy': `"requests";q=${window.quota};w=${window.seconds}`,
    ratelimit: `"requests";r=${window.left};t=${window.reset}`,
    ...legacyHeaders(window),
  }
}

const legacyHeaders = ({ quota, left, reset }: { quota: number; left: number; reset: number }) => ({
  'x-ratelimit-limit': String(quota),
  'x-ratelimit-remaining': String(left),
  'x-ratelimit-reset': String(reset),
})
