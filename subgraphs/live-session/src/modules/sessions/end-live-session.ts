import { checkInput } from '@lms/kit/input'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { finaliseSomeAttendance } from '../attendance/finalise-attendance.ts'
import { closeSession } from './close-session.ts'
import { lockSession } from './lock-session.ts'
import { assertLeads } from './policy.ts'
import { SessionInput } from './session-input.ts'
import { nextStatus, refuseStatus } from './session-status.ts'

/** Ends a session; one that is over already stays so. Refuses NOT_FOUND and a session that was never live. */
export async function endLiveSession(ctx: Context, input: unknown): Promise<LiveSessionModel> {
  const { transact, clock, cause } = ctx
  const { sessionId } = checkInput(SessionInput, input)
  await assertLeads(ctx, sessionId)
  const ended = await transact(async (tx) => {
    const session = await lockSession(tx, sessionId)
    if (session.status === 'ENDED') return session
    if (nextStatus(session.status, 'END') === null) return refuseStatus(session.status)
    return closeSession(tx, session, { endedAt: clock.now(), time: clock.now(), cause })
  })
  // Of a large session the job does the rest.
  await finaliseSomeAttendance(ctx, ended, cause)
  return ended
}
