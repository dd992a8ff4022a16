import { lockRow } from '@lms/kit/lock-row'
import type { Tx } from '../../deps.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'

/**
 * A session as it is, held until the transaction ends: `update` puts its changes and entries in a row, `share` only
 * keeps it from changing meanwhile.
 */
export async function lockSession(
  tx: Tx,
  id: string,
  strength: 'update' | 'share' = 'update',
): Promise<LiveSessionModel> {
  await lockRow(tx, 'live_session', id, strength)
  return tx.liveSession.findUniqueOrThrow({ where: { id } })
}
