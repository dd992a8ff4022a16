import { refuse } from '@lms/kit/errors'
import type { Context } from '../../context.ts'
import type { QuizModel } from '../../generated/prisma/models.ts'

/** Whether the viewer may see a quiz: those who teach the course, and once it is published its learners. */
export async function seesQuiz({ access }: Context, quiz: QuizModel): Promise<boolean> {
  if (await access.teaches(quiz.courseId)) return true
  return quiz.publishedAt !== null && (await access.attends(quiz.courseId))
}

/** A quiz that the viewer may see; null when there is none. */
export async function visibleQuiz(ctx: Context, id: string): Promise<QuizModel | null> {
  const quiz = await ctx.loaders.quizById.load(id)
  return quiz && (await seesQuiz(ctx, quiz)) ? quiz : null
}

/** A quiz that the viewer may change. Refuses NOT_FOUND, whether it is unknown or foreign. */
export async function taughtQuiz({ db, access }: Context, id: string): Promise<QuizModel> {
  const quiz = await db.quiz.findUnique({ where: { id } })
  if (!quiz || !(await access.teaches(quiz.courseId))) return refuse('NOT_FOUND', 'There is no such quiz.', 'quizId')
  return quiz
}
