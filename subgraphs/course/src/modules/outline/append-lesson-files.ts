import { lessonFilesSet } from '@lms/contracts/course'
import { appendEvent } from '@lms/kit/events/append-event'
import type { Act, Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'

/**
 * Tells which files a lesson uses: in the draft and in every version, because learners stay on theirs. The course must
 * hold its new version already; a lesson has no counter of its own.
 */
export async function appendLessonFiles(
  tx: Tx,
  lessonId: string,
  course: CourseModel,
  { clock, cause }: Act,
): Promise<void> {
  const lessons = await tx.lesson.findMany({
    where: { id: lessonId, kind: { in: ['VIDEO', 'FILE'] } },
    distinct: ['resourceId'],
    orderBy: { versionNumber: 'desc' },
    select: { resourceId: true },
  })
  await appendEvent(tx, lessonFilesSet, {
    subject: lessonId,
    version: course.aggregateVersion,
    data: { lessonId, courseId: course.id, fileIds: lessons.flatMap(({ resourceId }) => resourceId ?? []) },
    time: clock.now(),
    cause,
  })
}

/** Whether a kind of lesson is made of a file. */
export const usesFile = (kind: string): boolean => kind === 'VIDEO' || kind === 'FILE'
