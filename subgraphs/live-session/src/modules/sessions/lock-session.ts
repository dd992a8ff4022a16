import { lockRow } from '@lms/kit/lock-row'
import type { Tx } from '../../deps.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'

/** A session as it is, held until the transaction ends: what changes it or happens in it goes one after the other. */
export async function lockSession(tx: Tx, id: string): Promise<LiveSessionModel> {
  await lockRow(tx, 'live_session', id)
  return tx.liveSession.findUniqueOrThrow({ where: { id } })
}
