import { DomainError } from '@lms/kit/errors'
import type { BoundedRange } from './range.ts'

/** Length of a step of a time series, in UTC. */
export type Interval = 'DAY' | 'WEEK' | 'MONTH'

const MOST_STEPS = 1_000

/** The beginnings of the steps that a range touches, in order. Throws BAD_USER_INPUT where they are too many. */
export function stepsOf({ from, to }: BoundedRange, interval: Interval): Date[] {
  const steps: Date[] = []
  for (let step = stepBefore(from, interval); step < to; step = stepAfter(step, interval)) {
    if (steps.length === MOST_STEPS) {
      throw new DomainError('BAD_USER_INPUT', `The range has more than ${MOST_STEPS} steps; ask for longer ones.`)
    }
    steps.push(step)
  }
  return steps
}

/** As PostgreSQL's date_trunc: the last beginning of a step that is not after the instant. */
function stepBefore(instant: Date, interval: Interval): Date {
  const step = new Date(instant)
  step.setUTCHours(0, 0, 0, 0)
  // Weeks begin on Monday, getUTCDay on Sunday.
  if (interval === 'WEEK') step.setUTCDate(step.getUTCDate() - ((step.getUTCDay() + 6) % 7))
  if (interval === 'MONTH') step.setUTCDate(1)
  return step
}

function stepAfter(start: Date, interval: Interval): Date {
  const step = new Date(start)
  if (interval === 'MONTH') step.setUTCMonth(step.getUTCMonth() + 1)
  else step.setUTCDate(step.getUTCDate() + (interval === 'WEEK' ? 7 : 1))
  return step
}
