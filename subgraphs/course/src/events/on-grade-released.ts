import { gradeReleased } from '@lms/contracts/assessment'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { applyResult } from '../modules/enrollments/apply-result.ts'

/** A passed quiz or assignment completes its lesson; a grade that falls later takes nothing back. */
export const onGradeReleased = handles(gradeReleased, ({ data, aggregateversion: version }, context: EventContext) => {
  const { gradeId: id, courseId, userId, subjectId: resourceId, passed: met } = data
  return applyResult(context, { id, version, courseId, userId, resourceId, met })
})
