import { refuse } from '@lms/kit/errors'
import { isViewer } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'

type Place = Pick<LiveSessionModel, 'courseId' | 'hostId'>

/** Whether the viewer leads a session: its host, its course's instructor, staff. */
export async function leads({ viewer, loaders }: Context, { courseId, hostId }: Place): Promise<boolean> {
  return isViewer(viewer, hostId) || (await loaders.courseAccess.teaches(courseId))
}

/** Whether sessions of a course are for the viewer at all. */
export async function belongsTo({ loaders }: Context, courseId: string): Promise<boolean> {
  const { courseAccess } = loaders
  const [teaches, attends] = await Promise.all([courseAccess.teaches(courseId), courseAccess.attends(courseId)])
  return teaches || attends
}

/** A session that the viewer may see; null for all others, whether they exist or not. */
export async function findSession(ctx: Context, id: string): Promise<LiveSessionModel | null> {
  const session = await ctx.loaders.sessionById.load(id)
  if (!session) return null
  const [belongs, leading] = await Promise.all([belongsTo(ctx, session.courseId), leads(ctx, session)])
  return belongs || leading ? session : null
}

/** A session that the viewer may see. Refuses NOT_FOUND. */
export async function requireSession(ctx: Context, sessionId: string): Promise<LiveSessionModel> {
  return (await findSession(ctx, sessionId)) ?? refuse('NOT_FOUND', 'There is no such session.', 'sessionId')
}

/** Refuses NOT_FOUND unless the viewer leads the session. */
export async function assertLeads(ctx: Context, sessionId: string): Promise<void> {
  const session = await ctx.loaders.sessionById.load(sessionId)
  if (!session || !(await leads(ctx, session))) refuse('NOT_FOUND', 'There is no such session.', 'sessionId')
}
