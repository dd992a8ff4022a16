import type { EventOf } from '@lms/contracts/event'
import { attendanceFinalised } from '@lms/contracts/live-session'
import { alsoKeeps, handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { applyResult, type LearnerResult, resultRow } from '../modules/enrollments/apply-result.ts'

/** Whoever was there has completed the lesson. */
export const onAttendanceFinalised = alsoKeeps(
  attendanceFinalised,
  (event) => resultRow(resultOf(event)),
  handles(attendanceFinalised, (event, context: EventContext) => applyResult(context, resultOf(event))),
)

function resultOf({
  subject: id,
  data,
  aggregateversion: version,
}: EventOf<typeof attendanceFinalised>): LearnerResult {
  const { courseId, userId, sessionId: resourceId, seconds } = data
  return { id, version, courseId, userId, resourceId, met: seconds > 0 }
}
