const FIRST_DELAY_MS = 30_000
const LONGEST_DELAY_MS = 60 * 60_000

/** Pause after the given number of attempts, in milliseconds: it doubles from 30 seconds up to an hour. */
export const retryDelay = (attempts: number): number => Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS)
