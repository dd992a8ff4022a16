import { assessmentCollected } from '@lms/contracts/assessment'
import { collects } from '@lms/kit/events/collects'
import type { Tx } from '../deps.ts'

/** What somebody answered and handed in, and the grades that they may see: those that are released. */
export const onExportOpened = collects(assessmentCollected, async (tx: Tx, userId) => {
  const of = { where: { userId }, orderBy: { id: 'asc' } } as const
  return {
    attempts: await tx.attempt.findMany({
      ...of,
      select: {
        ...{ id: true, quizId: true, number: true, status: true, startedAt: true, submittedAt: true },
        questions: { select: { questionId: true, answer: true, savedAt: true }, orderBy: { position: 'asc' } },
      },
    }),
    submissions: await tx.submission.findMany({
      ...of,
      select: { id: true, assignmentId: true, text: true, fileIds: true, submittedAt: true, revision: true },
    }),
    grades: await tx.grade.findMany({
      where: { userId, releasedAt: { not: null } },
      omit: { userId: true, version: true },
      orderBy: { id: 'asc' },
    }),
  }
})
