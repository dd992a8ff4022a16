import type { Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'

/** Notes that the draft of a course is not the version on offer any more, and counts the change. */
export function touchDraft(tx: Tx, courseId: string): Promise<CourseModel> {
  return tx.course.update({
    where: { id: courseId },
    data: { draftChanged: true, aggregateVersion: { increment: 1 } },
  })
}
