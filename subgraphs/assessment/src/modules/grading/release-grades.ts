import { refuse } from '@lms/kit/errors'
import type { Context } from '../../context.ts'
import type { QuizModel } from '../../generated/prisma/models.ts'
import { taughtQuiz } from '../quizzes/policy.ts'
import { releasePendingGrades } from './release-pending-grades.ts'

/** Lets learners see the results of a quiz, now and from now on. Refuses NOT_FOUND and NOT_PUBLISHED. */
export async function releaseGrades(ctx: Context, quizId: string): Promise<QuizModel> {
  const { id, publishedAt } = await taughtQuiz(ctx, quizId)
  if (!publishedAt) return refuse('NOT_PUBLISHED', 'A draft has no results.', 'quizId')
  await ctx.db.quiz.updateMany({
    where: { id, gradesReleasedAt: null },
    data: { gradesReleasedAt: ctx.clock.now(), version: { increment: 1 } },
  })
  // The job would do it too, a moment later.
  for (let more = true; more; ) more = await releasePendingGrades(ctx)
  return ctx.db.quiz.findUniqueOrThrow({ where: { id } })
}
