/** Retries per request in the long run (https://sre.google/sre-book/handling-overload/). */
const SHARE = 0.1
const MOST_SAVED = 10

/** Keeps retries a small share of the traffic, so that they never multiply the load on what is failing. */
export function createRetryBudget() {
  let saved = MOST_SAVED
  return {
    /** Every request adds its share. */
    earn() {
      saved = Math.min(MOST_SAVED, saved + SHARE)
    },
    /** Whether one retry is left; takes it. */
    take(): boolean {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}
