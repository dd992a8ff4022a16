import { newId } from '@lms/kit/ids'
import { ringOnCommit } from '@lms/kit/streams/ring-on-commit'
import { noteChange } from '../../conference/note-change.ts'
import type { Tx } from '../../deps.ts'
import { roomTopic } from './room-topic.ts'

/** A change that those in a session see at once, by the ids of what changed. Whose ballot it was is not told. */
export type NewRoomEvent =
  | { kind: 'SESSION_STARTED' | 'SESSION_ENDED' | 'SESSION_CANCELLED' | 'SESSION_EXPIRED' }
  | { kind: 'PARTICIPANT_JOINED' | 'PARTICIPANT_LEFT' | 'PARTICIPANT_REMOVED'; userId: string }
  | { kind: 'PARTICIPANT_MUTED' | 'PARTICIPANT_UNMUTED'; userId: string }
  | { kind: 'HAND_RAISED' | 'HAND_LOWERED'; userId: string }
  | { kind: 'MESSAGE_POSTED' | 'MESSAGE_DELETED'; messageId: string }
  | { kind: 'POLL_OPENED' | 'POLL_VOTED' | 'POLL_CLOSED'; pollId: string }
  /** Not told: they end what the person sees of the session, before whatever comes later. */
  | { kind: 'PARTICIPANT_BANNED' | 'ENROLLMENT_ENDED'; userId: string }

/**
 * Writes a change of a session down under the session's next number, in the transaction that makes the change, and has
 * those who watch look after the commit, and the media server told what concerns it. Counting holds the session until that ends, so events become visible in the
 * order of their numbers and none is left out. Lock the session before any other row of it.
 * @returns the number
 */
export async function appendRoomEvent(tx: Tx, sessionId: string, change: NewRoomEvent, at: Date): Promise<number> {
  const { kind, ...payload } = change
  const { roomSequence: sequence } = await tx.liveSession.update({
    where: { id: sessionId },
    data: { roomSequence: { increment: 1 } },
    select: { roomSequence: true },
  })
  await tx.roomEvent.create({ data: { id: newId('roomevent'), sessionId, sequence, kind, payload, at } })
  await noteChange(tx, sessionId, change, at)
  ringOnCommit(tx, roomTopic(sessionId))
  return sequence
}
