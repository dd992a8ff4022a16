import { courseCompleted } from '@lms/contracts/course'
import type { EventOf } from '@lms/contracts/event'
import { refundWindowClosed } from '@lms/contracts/payment'
import { appendEvent } from '@lms/kit/events/append-event'
import { alsoKeeps, handles } from '@lms/kit/events/handles'
import { type Projection, project } from '@lms/kit/events/project'
import type { EventContext } from '../deps.ts'

const completedCourse = ({ data, aggregateversion: version }: EventOf<typeof courseCompleted>): Projection => ({
  table: 'completed_course',
  key: { enrollment_id: data.enrollmentId },
  version,
  set: { course_id: data.courseId, user_id: data.userId },
})

const keepAndAnswer = handles(courseCompleted, async (event, { tx, clock, cause }: EventContext) => {
  const written = await project(tx, completedCourse(event))
  const { enrollmentId, courseId, userId } = event.data
  await appendEvent(tx, refundWindowClosed, {
    subject: enrollmentId,
    version: event.aggregateversion,
    data: { enrollmentId, courseId, userId },
    time: clock.now(),
    cause,
  })
  return written ? 'APPLIED' : 'STALE'
})

/** A completed course cannot be given back; see `quoteRefund`. Answers each time. */
export const onCourseCompleted = alsoKeeps(courseCompleted, completedCourse, keepAndAnswer)
