import type { Connection, PageArgs } from '@lms/kit/pagination'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { AttemptStatus } from '../../generated/prisma/enums.ts'
import type { AttemptModel, QuizModel } from '../../generated/prisma/models.ts'

/** Attempts at a quiz, newest first: everybody's for those who teach the course, otherwise the viewer's own. */
export async function listQuizAttempts(
  { access, loaders, viewer }: Context,
  quiz: QuizModel,
  { status, ...page }: PageArgs & { status?: AttemptStatus | null | undefined },
): Promise<Connection<AttemptModel>> {
  const userId = (await access.teaches(quiz.courseId)) ? null : signedInId(viewer)
  return loaders.attemptsOfQuiz(userId, status ?? null)(quiz.id, page)
}
