import { type Clock, systemClock } from '@lms/kit/clock'

/** A clock that runs with the system's and can be set off from it. */
export interface TestClock extends Clock {
  /** Moves the present by so many milliseconds; what was to be called until then is called at once. */
  advance(milliseconds: number): void
}

interface Alarm {
  at: number
  ring: () => void
}

export function createTestClock(): TestClock {
  let offset = 0
  const alarms = new Set<Alarm>()
  const now = () => Date.now() + offset
  return {
    now: () => new Date(now()),
    after(milliseconds, call) {
      const cancel = () => {
        takeBack()
        alarms.delete(alarm)
      }
      const ring = () => {
        cancel()
        call()
      }
      const alarm = { at: now() + milliseconds, ring }
      const takeBack = systemClock.after(milliseconds, ring)
      alarms.add(alarm)
      return cancel
    },
    advance(milliseconds) {
      offset += milliseconds
      for (const { at, ring } of [...alarms]) if (at <= now()) ring()
    },
  }
}
