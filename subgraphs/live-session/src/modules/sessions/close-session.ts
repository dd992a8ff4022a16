import { liveSessionEnded } from '@lms/contracts/live-session'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Tx } from '../../deps.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { lowerAllHands } from '../hands/lower-all-hands.ts'
import { closePolls } from '../polls/close-polls.ts'
import { closePresences } from '../presence/close-presences.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { appendSessionEvent } from './append-session-event.ts'

/** Ends a live session, which the transaction holds, with everybody's presence, the hands that are up and the open polls. */
export async function closeSession(
  tx: Tx,
  { id }: LiveSessionModel,
  { endedAt, time, cause }: { endedAt: Date; time: Date; cause: EventCause },
): Promise<LiveSessionModel> {
  const data = { status: 'ENDED', endedAt, version: { increment: 1 } } as const
  const ended = await tx.liveSession.update({ where: { id }, data })
  await closePresences(tx, { sessionId: id }, endedAt)
  await lowerAllHands(tx, id)
  await closePolls(tx, { sessionId: id }, { closedAt: endedAt, now: time })
  await appendRoomEvent(tx, id, { kind: 'SESSION_ENDED' }, time)
  await appendSessionEvent(tx, liveSessionEnded, ended, { time, cause })
  return ended
}
