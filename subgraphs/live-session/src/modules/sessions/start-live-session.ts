import { liveSessionStarted } from '@lms/contracts/live-session'
import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { appendSessionEvent } from './append-session-event.ts'
import { lockSession } from './lock-session.ts'
import { assertLeads } from './policy.ts'
import { SessionInput } from './session-input.ts'
import { nextStatus, refuseStatus } from './session-status.ts'

/** Opens a session; one that is live already stays so. Refuses NOT_FOUND, TOO_EARLY and a session that is over. */
export async function startLiveSession(ctx: Context, input: unknown): Promise<LiveSessionModel> {
  const { transact, clock, cause, config } = ctx
  const { sessionId } = checkInput(SessionInput, input)
  await assertLeads(ctx, sessionId)
  return transact(async (tx) => {
    const session = await lockSession(tx, sessionId)
    if (session.status === 'LIVE') return session
    const status = nextStatus(session.status, 'START') ?? refuseStatus(session.status)
    const now = clock.now()
    assertTimely(session, now, config.earlyMs)
    const data = { status, startedAt: now, version: { increment: 1 } }
    const started = await tx.liveSession.update({ where: { id: sessionId }, data })
    await appendRoomEvent(tx, sessionId, { kind: 'SESSION_STARTED' }, now)
    await appendSessionEvent(tx, liveSessionStarted, started, { time: now, cause })
    return started
  })
}

/** Refuses TOO_EARLY, and EXPIRED where the job that notes it has not come by yet. */
export function assertTimely({ startsAt, endsAt }: LiveSessionModel, now: Date, earlyMs: number): void {
  if (now.getTime() < startsAt.getTime() - earlyMs) {
    refuse('TOO_EARLY', `The session can be opened ${earlyMs / 60_000} minutes before its planned start.`, 'sessionId')
  }
  if (now >= endsAt) refuseStatus('EXPIRED')
}
