import { courseCompleted } from '@lms/contracts/course'
import { keeps } from '@lms/kit/events/handles'

/** A completed course cannot be given back; see `quoteRefund`. */
export const onCourseCompleted = keeps(courseCompleted, ({ data, aggregateversion: version }) => ({
  table: 'completed_course',
  key: { enrollment_id: data.enrollmentId },
  version,
  set: { course_id: data.courseId, user_id: data.userId },
}))
