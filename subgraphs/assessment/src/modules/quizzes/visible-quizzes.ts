import type { Context } from '../../context.ts'
import type { QuizModel } from '../../generated/prisma/models.ts'
import { seesQuiz } from './policy.ts'

/** The quizzes of a course that the viewer may see, oldest first. */
export async function visibleQuizzes(ctx: Context, courseId: string): Promise<QuizModel[]> {
  const quizzes = await ctx.loaders.quizzesByCourseId.load(courseId)
  const visible = await Promise.all(quizzes.map((quiz) => seesQuiz(ctx, quiz)))
  return quizzes.filter((_, index) => visible[index])
}
