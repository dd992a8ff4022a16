import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { AttemptStatus } from '../../generated/prisma/enums.ts'
import type { AttemptModel, QuizModel } from '../../generated/prisma/models.ts'

/** Attempts that fit, newest first. */
export function listAttempts(
  { db }: Context,
  page: PageArgs,
  filter: { userId?: string; quizId?: string; status?: AttemptStatus },
): Promise<Connection<AttemptModel>> {
  return paginate<AttemptModel>(page, {
    columns: [['id', 'desc']],
    find: ({ where, ...query }) => db.attempt.findMany({ ...query, where: { AND: [filter, where] } }),
    count: () => db.attempt.count({ where: filter }),
  })
}

/** Attempts at a quiz: everybody's for those who teach the course, otherwise the viewer's own. */
export async function listQuizAttempts(
  ctx: Context,
  quiz: QuizModel,
  { status, ...page }: PageArgs & { status?: AttemptStatus | null | undefined },
): Promise<Connection<AttemptModel>> {
  const everybodys = await ctx.access.teaches(quiz.courseId)
  return listAttempts(ctx, page, {
    quizId: quiz.id,
    ...(everybodys ? {} : { userId: signedInId(ctx.viewer) }),
    ...(status ? { status } : {}),
  })
}
