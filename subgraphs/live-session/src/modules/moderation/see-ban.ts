import type { Context } from '../../context.ts'
import type { ParticipantModel } from '../../generated/prisma/models.ts'
import { leads } from '../sessions/policy.ts'

/** Whether a participant cannot join again; null for who does not lead the session. */
export async function seeBan(ctx: Context, { sessionId, bannedAt }: ParticipantModel): Promise<boolean | null> {
  const session = await ctx.loaders.sessionById.load(sessionId)
  return session && (await leads(ctx, session)) ? bannedAt !== null : null
}
