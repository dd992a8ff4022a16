import { forbidden, refuse } from '@lms/kit/errors'
import { rule } from 'graphql-shield'
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

/** Refuses NOT_FOUND unless the viewer teaches the course. */
export async function assertTaught({ access }: Context, courseId: string): Promise<void> {
  if (!(await access.teaches(courseId))) refuse('NOT_FOUND', 'There is no such course.', 'courseId')
}

/** Fields that are for those who teach the course; the parent is the course or belongs to it. */
export const taughtByViewer = rule('taughtByViewer', { cache: 'no_cache' })(
  async (parent: { id: string; courseId?: string }, _args, { access }: Context) =>
    (await access.teaches(parent.courseId ?? parent.id)) ? true : forbidden(),
)
