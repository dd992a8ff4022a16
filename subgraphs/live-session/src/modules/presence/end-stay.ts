import type { Tx } from '../../deps.ts'
import { lowerRaisedHand } from '../hands/lower-raised-hand.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { closePresences, type Stays } from './close-presences.ts'

/** How somebody's presence ends. */
export interface Departure {
  kind: 'PARTICIPANT_LEFT' | 'PARTICIPANT_REMOVED'
  at: Date
  /** When the person was really gone, where that was found out later. */
  goneAt?: Date
}

/**
 * Ends a person's stay in a session, which the transaction holds, on one device or on all. With the last device goes the
 * raised hand.
 * @returns whether the person was there and is not any more
 */
export async function endStay(
  tx: Tx,
  stay: Stays & { userId: string },
  { kind, at, goneAt = at }: Departure,
): Promise<boolean> {
  const { sessionId, userId } = stay
  if ((await closePresences(tx, stay, goneAt)) === 0) return false
  const elsewhere = await tx.presence.findFirst({ where: { participant: { sessionId, userId }, leftAt: null } })
  if (elsewhere) return false
  await lowerRaisedHand(tx, { sessionId, userId }, at)
  await appendRoomEvent(tx, sessionId, { kind, userId }, at)
  return true
}
