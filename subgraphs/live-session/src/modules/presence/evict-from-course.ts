import type { Tx } from '../../deps.ts'
import { closePresences } from './close-presences.ts'

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
  })
  for (const { sessionId } of attended) await closePresences(tx, { sessionId, userId }, at)
}
