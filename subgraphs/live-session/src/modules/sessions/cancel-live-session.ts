import { liveSessionCancelled } from '@lms/contracts/live-session'
import { checkInput } from '@lms/kit/input'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { closePresences } from '../presence/close-presences.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { appendSessionEvent } from './append-session-event.ts'
import { lockSession } from './lock-session.ts'
import { assertLeads } from './policy.ts'
import { SessionInput } from './session-input.ts'
import { nextStatus, refuseStatus } from './session-status.ts'

/** Calls a planned session off; one that is off already stays so. Refuses NOT_FOUND and a session that has started. */
export async function cancelLiveSession(ctx: Context, input: unknown): Promise<LiveSessionModel> {
  const { transact, clock, cause } = ctx
  const { sessionId } = checkInput(SessionInput, input)
  await assertLeads(ctx, sessionId)
  return transact(async (tx) => {
    const session = await lockSession(tx, sessionId)
    if (session.status === 'CANCELLED') return session
    const status = nextStatus(session.status, 'CANCEL') ?? refuseStatus(session.status)
    const now = clock.now()
    const data = { status, version: { increment: 1 } }
    const cancelled = await tx.liveSession.update({ where: { id: sessionId }, data })
    await closePresences(tx, { sessionId }, now)
    await appendRoomEvent(tx, sessionId, { kind: 'SESSION_CANCELLED' }, now)
    await appendSessionEvent(tx, liveSessionCancelled, cancelled, { time: now, cause })
    return cancelled
  })
}
