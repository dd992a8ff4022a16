import { liveSessionErased } from '@lms/contracts/live-session'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'
import { appendRoomEvent } from '../modules/room/append-room-event.ts'
import { lockSession } from '../modules/sessions/lock-session.ts'

/** What somebody said goes, before the eyes of those who watch; that they were there stays. */
export const onErasureRequested = erases(liveSessionErased, async (tx: Tx, userId, now) => {
  const spoken = { authorId: userId, body: { not: null } }
  const sessions = await tx.liveSession.findMany({
    where: { messages: { some: spoken } },
    select: { id: true },
    // In one order, so that no two erasures wait for each other.
    orderBy: { id: 'asc' },
  })
  let erased = 0
  for (const { id } of sessions) erased += await eraseMessages(tx, id, userId, now)
  return { erased, kept: ['attendance: under an id without a name'] }
})

async function eraseMessages(tx: Tx, sessionId: string, authorId: string, now: Date): Promise<number> {
  const { status } = await lockSession(tx, sessionId)
  const messages = await tx.message.updateManyAndReturn({
    where: { sessionId, authorId, body: { not: null } },
    data: { body: null, deletedAt: now },
    select: { id: true },
  })
  // Nobody watches a session that is over.
  if (status === 'LIVE')
    for (const { id } of messages) await appendRoomEvent(tx, sessionId, { kind: 'MESSAGE_DELETED', messageId: id }, now)
  return messages.length
}
