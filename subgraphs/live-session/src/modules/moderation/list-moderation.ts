import type { Connection, PageArgs } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { LiveSessionModel, ModerationModel } from '../../generated/prisma/models.ts'
import { leads } from '../sessions/policy.ts'

/** What was done by way of moderation; null for who does not lead the session. */
export async function listModeration(
  ctx: Context,
  session: LiveSessionModel,
  page: PageArgs,
): Promise<Connection<ModerationModel> | null> {
  return (await leads(ctx, session)) ? ctx.loaders.moderationOfSession(session.id, page) : null
}
