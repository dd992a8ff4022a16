const SHORTEST_MS = 100
const LONGEST_MS = 5_000

/**
 * Milliseconds to wait after the given failed attempt (1 is the first): doubling, bounded, and jittered, so that those
 * who failed together do not come back together.
 */
export function retryPause(attempt: number, longestMs = LONGEST_MS): number {
  const bound = Math.min(SHORTEST_MS * 2 ** Math.min(attempt, 16), longestMs)
  return bound / 2 + (Math.random() * bound) / 2
}
