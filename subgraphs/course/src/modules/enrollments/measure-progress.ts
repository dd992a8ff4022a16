import type { Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'
import { percentOf } from './percent-of.ts'

/** How much of the pinned version is completed now. */
export async function measureProgress(
  tx: Tx,
  { id: enrollmentId, courseId, versionNumber }: EnrollmentModel,
): Promise<{ percent: number; complete: boolean }> {
  const completed = await tx.lessonProgress.count({ where: { enrollmentId, completedAt: { not: null } } })
  const { lessonCount } = await tx.courseVersion.findUniqueOrThrow({
    where: { courseId_number: { courseId, number: versionNumber } },
  })
  return { percent: percentOf(completed, lessonCount), complete: completed >= lessonCount }
}
