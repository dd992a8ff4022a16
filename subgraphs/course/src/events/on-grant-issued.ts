import { grantIssued } from '@lms/contracts/payment'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { lockCourse } from '../modules/catalogue/lock-course.ts'
import { admit } from '../modules/enrollments/admit.ts'
import { lockLearner } from '../modules/enrollments/lock-learner.ts'

/** Gives the buyer of a course access, whatever became of the course since; once per order line. */
export const onGrantIssued = handles(grantIssued, async ({ data, time }, context: EventContext) => {
  const { tx } = context
  const { orderLineId: sourceId, courseId, userId } = data
  await lockLearner(tx, { courseId, userId })
  const course = await lockCourse(tx, courseId)
  if (!course) throw new Error(`access was granted to ${courseId}, which does not exist`)
  const granted = await tx.accessGrant.findUnique({ where: { source_sourceId: { source: 'ORDER', sourceId } } })
  if (!granted) await admit(tx, course, userId, { source: 'ORDER', sourceId, validFrom: new Date(time) }, context)
})
