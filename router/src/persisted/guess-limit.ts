import type { Clock } from '@lms/kit/clock'
import { createMemoryBuckets } from '@lms/kit/token-bucket'
import { addressKey } from '../budget/caller-key.ts'
import { RequestRefusal } from '../refusal.ts'

/** Wrong keys of one address: each asks the user service, and no other limit counts them. */
const WRONG_KEYS = { capacity: 30, restorePerSecond: 1 }

/** Stops addresses that try one key after another. */
export interface GuessLimit {
  /**
   * Looks a key up. `lookUp` calls `count` before it asks anybody; a key that proves right, or is not found out about, is
   * no guess after all.
   * @throws RequestRefusal THROTTLED (429) out of `count`
   */
  guard<Found>(address: string, lookUp: (count: () => Promise<void>) => Promise<Found | null>): Promise<Found | null>
}

export function createGuessLimit(clock: Clock): GuessLimit {
  const buckets = createMemoryBuckets(clock)
  return {
    async guard(address, lookUp) {
      const key = addressKey(address)
      let returnable = false
      const count = async () => {
        // Before the answer is there, else any number of guesses could be under way at once.
        if (!(await buckets.take(key, WRONG_KEYS, 1)).granted) throw tooManyGuesses()
        returnable = true
      }
      try {
        const found = await lookUp(count)
        if (found === null) returnable = false
        return found
      } finally {
        if (returnable) await buckets.take(key, WRONG_KEYS, -1)
      }
    },
  }
}

const tooManyGuesses = () =>
  new RequestRefusal(429, 'THROTTLED', 'Too many API keys that are not valid.', { headers: { 'retry-after': '1' } })
