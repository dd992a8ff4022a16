import type { Connection, PageArgs } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { belongsTo } from './policy.ts'

/** A course's sessions by planned start; null for those whom they are not for. */
export async function listSessions(
  ctx: Context,
  courseId: string,
  page: PageArgs,
): Promise<Connection<LiveSessionModel> | null> {
  return (await belongsTo(ctx, courseId)) ? ctx.loaders.sessionsOfCourse(courseId, page) : null
}
