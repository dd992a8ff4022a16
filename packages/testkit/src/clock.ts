import type { Clock } from '@lms/kit/clock'

/** A clock that runs with the system's and can be set off from it. */
export interface TestClock extends Clock {
  /** Moves the present by so many milliseconds. */
  advance(milliseconds: number): void
}

export function createTestClock(): TestClock {
  let offset = 0
  return {
    now: () => new Date(Date.now() + offset),
    advance: (milliseconds) => {
      offset += milliseconds
    },
  }
}
