import type { Clock } from './clock.ts'

/** Header by which the router says when nobody waits for an answer any more, in milliseconds since the epoch. */
export const DEADLINE_HEADER = 'x-deadline'

/** Clocks of two machines may differ by so much. */
const SKEW_MS = 1_000

/** Whether whoever sent the header has given up by now; work that waited that long is better not begun. */
export function isPastDeadline(header: string | string[] | undefined, clock: Clock): boolean {
  const deadline = Number(header)
  return Number.isFinite(deadline) && header !== undefined && clock.now().getTime() > deadline + SKEW_MS
}
