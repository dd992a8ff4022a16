import { liveSessionEnded } from '@lms/contracts/live-session'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Tx } from '../../deps.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { closePresences } from '../presence/close-presences.ts'
import { appendSessionEvent } from './append-session-event.ts'

/** Ends a live session, which the transaction holds, and everybody's presence in it. */
export async function closeSession(
  tx: Tx,
  { id }: LiveSessionModel,
  { endedAt, time, cause }: { endedAt: Date; time: Date; cause: EventCause },
): Promise<LiveSessionModel> {
  const data = { status: 'ENDED', endedAt, version: { increment: 1 } } as const
  const ended = await tx.liveSession.update({ where: { id }, data })
  await closePresences(tx, { sessionId: id }, endedAt)
  await appendSessionEvent(tx, liveSessionEnded, ended, { time, cause })
  return ended
}
