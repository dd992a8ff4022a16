import type { Tx } from '../../deps.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { endStay } from './end-stay.ts'

/** Ends the stays of somebody who has no enrolment in the course any more; the places are free again. */
export async function evictFromCourse(
  tx: Tx,
  { courseId, userId }: { courseId: string; userId: string },
  at: Date,
): Promise<void> {
  const stillEnrolled = await tx.rosterEnrollment.findFirst({ where: { courseId, userId, active: true } })
  if (stillEnrolled) return
  const attended = await tx.participant.findMany({
    where: { userId, role: 'ATTENDEE', session: { courseId }, presences: { some: { leftAt: null } } },
    // In one order, so that no two evictions wait for each other.
    orderBy: { sessionId: 'asc' },
  })
  for (const { sessionId } of attended) {
    await lockSession(tx, sessionId)
    await endStay(tx, { sessionId, userId }, { kind: 'PARTICIPANT_LEFT', at })
  }
}
