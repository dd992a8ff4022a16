import type { Tx } from '../../deps.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { lockSession } from './lock-session.ts'
import { refuseStatus } from './session-status.ts'

/** A session that is live, and stays so until the transaction ends. Refuses every other one by its status. */
export async function lockLiveSession(tx: Tx, id: string): Promise<LiveSessionModel> {
  const session = await lockSession(tx, id)
  return session.status === 'LIVE' ? session : refuseStatus(session.status)
}
