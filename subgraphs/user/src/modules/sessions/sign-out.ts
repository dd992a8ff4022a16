import { signedInViewer } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'

/** Ends the session that the access token belongs to; the router learns of it within seconds (`accessChanges`). */
export async function signOut({ db, viewer, clock, loaders }: Context): Promise<UserModel | null> {
  const { id, sessionId } = signedInViewer(viewer)
  await db.session.updateMany({ where: { id: sessionId, revokedAt: null }, data: { revokedAt: clock.now() } })
  return loaders.userById.load(id)
}
