import { newId } from '@lms/kit/ids'
import type { Context, Tx } from '../../context.ts'
import type { SessionModel } from '../../generated/prisma/models.ts'

/** Opens a session in the caller's transaction. */
export function startSession(tx: Tx, { clock, config }: Context, userId: string): Promise<SessionModel> {
  const now = clock.now()
  return tx.session.create({
    data: {
      id: newId('session'),
      userId,
      createdAt: now,
      rotatedAt: now,
      expiresAt: new Date(now.getTime() + config.sessionLifetimeMs),
    },
  })
}
