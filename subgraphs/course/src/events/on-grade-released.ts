import { gradeReleased } from '@lms/contracts/assessment'
import type { EventOf } from '@lms/contracts/event'
import { alsoKeeps, handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { applyResult, type LearnerResult, resultRow } from '../modules/enrollments/apply-result.ts'

/** A passed quiz or assignment completes its lesson; a grade that falls later takes nothing back. */
export const onGradeReleased = alsoKeeps(
  gradeReleased,
  (event) => resultRow(resultOf(event)),
  handles(gradeReleased, (event, context: EventContext) => applyResult(context, resultOf(event))),
)

function resultOf({ data, aggregateversion: version }: EventOf<typeof gradeReleased>): LearnerResult {
  const { gradeId: id, courseId, userId, subjectId: resourceId, passed: met } = data
  return { id, version, courseId, userId, resourceId, met }
}
