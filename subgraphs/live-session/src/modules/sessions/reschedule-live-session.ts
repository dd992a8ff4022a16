import { liveSessionRescheduled } from '@lms/contracts/live-session'
import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { appendSessionEvent } from './append-session-event.ts'
import { lockSession } from './lock-session.ts'
import { checkPlan, planFields } from './plan-input.ts'
import { assertLeads } from './policy.ts'
import { refuseOverlap } from './refuse-overlap.ts'
import { nextStatus, refuseStatus } from './session-status.ts'

const NewPlan = z.object({
  sessionId: idText,
  startsAtLocal: planFields.startsAtLocal,
  timeZone: planFields.timeZone.nullish(),
  durationMinutes: planFields.durationMinutes.nullish(),
})

/** Moves a session. Refuses NOT_FOUND, HOST_OVERLAP, one that is not planned any more, and a plan that cannot be. */
export async function rescheduleLiveSession(ctx: Context, input: unknown): Promise<LiveSessionModel> {
  const { transact, clock, cause } = ctx
  const { sessionId, ...change } = checkInput(NewPlan, input)
  await assertLeads(ctx, sessionId)
  return transact(async (tx) => {
    const session = await lockSession(tx, sessionId)
    if (nextStatus(session.status, 'RESCHEDULE') === null) return refuseStatus(session.status)
    const now = clock.now()
    const plan = {
      startsAtLocal: change.startsAtLocal,
      timeZone: change.timeZone ?? session.timeZone,
      durationMinutes: change.durationMinutes ?? session.durationMinutes,
    }
    const data = { ...plan, ...checkPlan(plan, now), version: { increment: 1 } }
    const moved = await refuseOverlap(tx.liveSession.update({ where: { id: sessionId }, data }))
    await appendSessionEvent(tx, liveSessionRescheduled, moved, { time: now, cause })
    return moved
  })
}
