import type { Tx } from '../../deps.ts'

/** Lowers every hand in a session that is over; the end itself tells those who watch. */
export async function lowerAllHands(tx: Tx, sessionId: string): Promise<void> {
  await tx.participant.updateMany({
    where: { sessionId, handRaisedAt: { not: null } },
    data: { handRaisedAt: null, handSequence: null },
  })
}
