import { refuse } from '@lms/kit/errors'
import { isViewer } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { AttemptModel, QuizModel } from '../../generated/prisma/models.ts'

/** The quiz of an attempt; there always is one. */
export async function quizOf({ loaders }: Context, { quizId }: { quizId: string }): Promise<QuizModel> {
  const quiz = await loaders.quizById.load(quizId)
  if (!quiz) throw new Error(`The quiz ${quizId} of an attempt is missing`)
  return quiz
}

/** An attempt that is for the viewer: the learner's own, or of a course that the viewer teaches; null otherwise. */
export async function visibleAttempt(ctx: Context, id: string): Promise<AttemptModel | null> {
  const attempt = await ctx.loaders.attemptById.load(id)
  if (!attempt) return null
  const visible = isViewer(ctx.viewer, attempt.userId) || (await teachesAttempt(ctx, attempt))
  return visible ? attempt : null
}

/** Whether the viewer sees what an attempt earned: who teaches the course always, the learner once it is released. */
export async function seesResults(ctx: Context, attempt: AttemptModel): Promise<boolean> {
  if (attempt.status === 'GRADED' && (await quizOf(ctx, attempt)).gradesReleasedAt) return true
  return teachesAttempt(ctx, attempt)
}

/** The viewer's own attempt. Refuses NOT_FOUND, whether it is unknown or somebody else's. */
export async function ownAttempt({ db, viewer }: Context, id: string): Promise<AttemptModel & { quiz: QuizModel }> {
  const attempt = await db.attempt.findUnique({ where: { id }, include: { quiz: true } })
  if (!attempt || !isViewer(viewer, attempt.userId)) {
    return refuse('NOT_FOUND', 'There is no such attempt.', 'attemptId')
  }
  return attempt
}

const teachesAttempt = async (ctx: Context, attempt: AttemptModel): Promise<boolean> =>
  ctx.access.teaches((await quizOf(ctx, attempt)).courseId)
