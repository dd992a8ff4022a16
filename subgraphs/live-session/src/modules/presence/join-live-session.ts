import { checkInput } from '@lms/kit/input'
import { signedInViewer } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { ParticipantRole } from '../../generated/prisma/enums.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { leads, requireSession } from '../sessions/policy.ts'
import { SessionInput } from '../sessions/session-input.ts'
import { refuseStatus } from '../sessions/session-status.ts'
import { assertTimely } from '../sessions/start-live-session.ts'
import { takePlace } from './take-place.ts'

/** Where somebody who has entered connects to. */
export interface Entry {
  session: LiveSessionModel
  joinToken: string
  joinUrl: string
}

/** Enters a session. Refuses NOT_FOUND, BANNED, SESSION_FULL, and a session that is not open to the viewer at present. */
export async function joinLiveSession(ctx: Context, input: unknown): Promise<Entry> {
  const { transact, clock, config, conference } = ctx
  const { sessionId } = checkInput(SessionInput, input)
  const { id: userId, sessionId: deviceId } = signedInViewer(ctx.viewer)
  const role = (await leads(ctx, await requireSession(ctx, sessionId))) ? 'MODERATOR' : 'ATTENDEE'
  const { session, muted } = await transact(async (tx) => {
    const session = await lockSession(tx, sessionId)
    const now = clock.now()
    assertOpen(session, role, now, config.earlyMs)
    const { mutedAt } = await takePlace(tx, session, { userId, deviceId, role, now })
    return { session, muted: mutedAt !== null }
  })
  const joinToken = await conference.createToken({ sessionId, userId, role, muted })
  return { session, joinToken, joinUrl: conference.url }
}

function assertOpen(session: LiveSessionModel, role: ParticipantRole, now: Date, earlyMs: number): void {
  if (session.status === 'LIVE') return
  if (session.status !== 'SCHEDULED' || role !== 'MODERATOR') refuseStatus(session.status)
  assertTimely(session, now, earlyMs)
}
