import { refuse } from '@lms/kit/errors'
import type { Viewer } from '@lms/kit/viewer'
import type { Tx } from '../../context.ts'
import type { CourseModel, LessonModel } from '../../generated/prisma/models.ts'
import { lockOwnCourse } from '../catalogue/lock-own-course.ts'
import { DRAFT } from './version-key.ts'

/** A lesson of a draft with its course, both held until the transaction ends. Refuses NOT_FOUND. */
export async function lockDraftLesson(
  tx: Tx,
  viewer: Viewer,
  lessonId: string,
): Promise<{ lesson: LessonModel; course: CourseModel }> {
  const where = { id: lessonId, versionNumber: DRAFT }
  const found = await tx.lesson.findFirst({ where, select: { courseId: true } })
  const course = found && (await lockOwnCourse(tx, viewer, found.courseId, 'lessonId'))
  // It may have been removed while the lock was awaited.
  const lesson = course && (await tx.lesson.findFirst({ where }))
  if (!lesson) return refuse('NOT_FOUND', 'There is no such lesson.', 'lessonId')
  return { lesson, course }
}
