import { lockRow } from '@lms/kit/lock-row'
import type { Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'

/** A course, held until the transaction ends; null when there is none. */
export async function lockCourse(tx: Tx, courseId: string): Promise<CourseModel | null> {
  await lockRow(tx, 'course', courseId, 'no key update')
  return tx.course.findUnique({ where: { id: courseId } })
}
