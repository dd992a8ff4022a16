import { courseCompleted } from '@lms/contracts/course'
import { keeps } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'

/** A completed course cannot be given back; see `quoteRefund`. */
export const onCourseCompleted = keeps(
  courseCompleted,
  'completed_course',
  async ({ data: { enrollmentId, courseId, userId }, aggregateversion: version }, tx) => {
    const kept = await project(tx, {
      table: 'completed_course',
      key: { enrollment_id: enrollmentId },
      version,
      set: { course_id: courseId, user_id: userId },
    })
    return kept ? 'APPLIED' : 'STALE'
  },
)
