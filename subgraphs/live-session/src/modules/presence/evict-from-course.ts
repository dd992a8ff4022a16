import type { Tx } from '../../deps.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { endStay } from './end-stay.ts'

/**
 * Shuts somebody who has no enrolment in the course any more out of its sessions: the places are free again, and whoever
 * still watches one sees nothing of what comes later.
 */
export async function evictFromCourse(
  tx: Tx,
  { courseId, userId }: { courseId: string; userId: string },
  at: Date,
): Promise<void> {
  const stillEnrolled = await tx.rosterEnrollment.findFirst({ where: { courseId, userId, active: true } })
  if (stillEnrolled) return
  const sessions = await tx.liveSession.findMany({
    where: { courseId, status: { in: ['SCHEDULED', 'LIVE'] } },
    select: { id: true },
    // In one order, so that no two evictions wait for each other.
    orderBy: { id: 'asc' },
  })
  for (const { id: sessionId } of sessions) {
    await lockSession(tx, sessionId)
    const leads = await tx.participant.findFirst({ where: { sessionId, userId, role: 'MODERATOR' } })
    if (!leads) await endStay(tx, { sessionId, userId }, { kind: 'PARTICIPANT_LEFT', at })
    await appendRoomEvent(tx, sessionId, { kind: 'ENROLLMENT_ENDED', userId }, at)
  }
}
