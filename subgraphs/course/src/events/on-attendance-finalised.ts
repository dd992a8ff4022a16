import { attendanceFinalised } from '@lms/contracts/live-session'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { applyResult } from '../modules/enrollments/apply-result.ts'

/** Whoever was there has completed the lesson. */
export const onAttendanceFinalised = handles(
  attendanceFinalised,
  ({ subject: id, data, aggregateversion: version }, context: EventContext) => {
    const { courseId, userId, sessionId: resourceId, seconds } = data
    return applyResult(context, { id, version, courseId, userId, resourceId, met: seconds > 0 })
  },
)
