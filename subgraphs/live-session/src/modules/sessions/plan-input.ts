import { refuse } from '@lms/kit/errors'
import { timeZoneName } from '@lms/kit/input'
import { z } from 'zod'
import { type Plan, type PlannedTimes, planTimes } from './plan-times.ts'

const YEAR_MS = 366 * 86_400_000
const FURTHEST_MS = 2 * YEAR_MS

/** The fields of a plan as clients send them. */
export const planFields = {
  startsAtLocal: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/,
      'must be a date and time such as 2026-12-01T10:00, without a zone',
    ),
  timeZone: timeZoneName,
  durationMinutes: z.int().min(5, 'must be at least 5 minutes').max(720, 'must be at most 720 minutes'),
}

/** The instants of a plan that lies ahead. Refuses INVALID_DATE, IN_PAST and TOO_FAR_AHEAD. */
export function checkPlan(plan: Plan, now: Date): PlannedTimes {
  const times = readTimes(plan)
  if (times.startsAt <= now) return refuse('IN_PAST', 'The session must begin in the future.', 'startsAtLocal')
  if (times.startsAt.getTime() > now.getTime() + FURTHEST_MS) {
    return refuse('TOO_FAR_AHEAD', 'The session must begin within two years.', 'startsAtLocal')
  }
  return times
}

function readTimes(plan: Plan): PlannedTimes {
  try {
    return planTimes(plan)
  } catch (error) {
    if (error instanceof RangeError) return refuse('INVALID_DATE', 'There is no such date or time.', 'startsAtLocal')
    throw error
  }
}
