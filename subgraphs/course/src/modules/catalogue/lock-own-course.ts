import { refuse } from '@lms/kit/errors'
import type { Viewer } from '@lms/kit/viewer'
import type { Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { lockCourse } from './lock-course.ts'
import { mayEdit } from './may-edit.ts'

/**
 * The course, held until the transaction ends, so that its changes happen one after another. Refuses NOT_FOUND when there
 * is none or it is another's; `field` is the input that named it.
 */
export async function lockOwnCourse(
  tx: Tx,
  viewer: Viewer,
  courseId: string,
  field = 'courseId',
): Promise<CourseModel> {
  const course = await lockCourse(tx, courseId)
  if (!course || !mayEdit(viewer, course)) return refuse('NOT_FOUND', 'There is no such course.', field)
  return course
}
