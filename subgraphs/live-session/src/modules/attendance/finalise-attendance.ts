import { attendanceFinalised } from '@lms/contracts/live-session'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import { newId } from '@lms/kit/ids'
import { lockRow } from '@lms/kit/lock-row'
import type { Deps, Tx } from '../../deps.ts'
import type { LiveSessionModel, ParticipantModel, PresenceModel } from '../../generated/prisma/models.ts'
import { attendedSeconds, attendedShare } from './attended-seconds.ts'

/** So many that a transaction stays short. */
const AT_A_TIME = 100

type Attendee = ParticipantModel & { presences: PresenceModel[] }

/**
 * Puts the attendance of some attendees of an ended session on record and tells the other domains. Runs at the same time
 * take turns, so nobody is recorded twice.
 * @returns whether all of the session is on record
 */
export function finaliseSomeAttendance(
  { transact, clock }: Deps,
  session: LiveSessionModel,
  cause: EventCause,
): Promise<boolean> {
  return transact(async (tx) => {
    const now = clock.now()
    const attendees = await takeUnrecorded(tx, session.id)
    for (const attendee of attendees) await record(tx, session, attendee, { now, cause })
    if (attendees.length === AT_A_TIME) return false
    await tx.liveSession.updateMany({
      where: { id: session.id, attendanceFinalisedAt: null },
      data: { attendanceFinalisedAt: now },
    })
    return true
  })
}

async function takeUnrecorded(tx: Tx, sessionId: string): Promise<Attendee[]> {
  // The row of the session is what concurrent runs wait at; whoever comes second finds nothing left.
  await lockRow(tx, 'live_session', sessionId)
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select participant.id from participant
    left join attendance using (session_id, user_id)
    where session_id = ${sessionId} and participant.role = 'ATTENDEE' and attendance.id is null
    order by participant.id limit ${AT_A_TIME}`
  return tx.participant.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    include: { presences: true },
    orderBy: { id: 'asc' },
  })
}

async function record(
  tx: Tx,
  { id: sessionId, courseId, startedAt, endedAt }: LiveSessionModel,
  { userId, presences }: Attendee,
  { now, cause }: { now: Date; cause: EventCause },
): Promise<void> {
  if (!startedAt || !endedAt) throw new Error(`session ${sessionId} has not ended`)
  const window = { from: startedAt, until: endedAt }
  const stays = presences.map(({ joinedAt, leftAt }) => ({ from: joinedAt, until: leftAt ?? endedAt }))
  const seconds = attendedSeconds(stays, window)
  const share = attendedShare(seconds, window)
  const { version } = await tx.attendance.create({
    data: { id: newId('attendance'), sessionId, userId, seconds, share, finalisedAt: now },
  })
  await appendEvent(tx, attendanceFinalised, {
    subject: `${sessionId}/${userId}`,
    version,
    data: { sessionId, courseId, userId, seconds, share },
    time: now,
    cause,
  })
}
