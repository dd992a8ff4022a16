import { newId } from '@lms/kit/ids'
import type { Context, Tx } from '../../context.ts'
import { type Grant, grantAccess } from './grant-access.ts'

/** Opens a session in the caller's transaction, for somebody just made or admitted in it. */
export async function startSession(tx: Tx, ctx: Context, userId: string): Promise<Grant> {
  const now = ctx.clock.now()
  const session = await tx.session.create({
    data: {
      id: newId('session'),
      userId,
      createdAt: now,
      rotatedAt: now,
      expiresAt: new Date(now.getTime() + ctx.config.sessionLifetimeMs),
    },
  })
  return grantAccess(tx, ctx, session)
}
