import type { Tx } from '../../deps.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'

/** Lowers somebody's hand in a session, which the transaction holds; one that is down stays so. */
export async function lowerRaisedHand(
  tx: Tx,
  { sessionId, userId }: { sessionId: string; userId: string },
  at: Date,
): Promise<void> {
  const { count } = await tx.participant.updateMany({
    where: { sessionId, userId, handRaisedAt: { not: null } },
    data: { handRaisedAt: null, handSequence: null },
  })
  if (count > 0) await appendRoomEvent(tx, sessionId, { kind: 'HAND_LOWERED', userId }, at)
}
