import { checkInput } from '@lms/kit/input'
import { signedInViewer } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { requireSession } from '../sessions/policy.ts'
import { SessionInput } from '../sessions/session-input.ts'
import { endStay } from './end-stay.ts'

/** Leaves a session on this device; who is not there changes nothing. Refuses NOT_FOUND. */
export async function leaveLiveSession(ctx: Context, input: unknown): Promise<LiveSessionModel> {
  const { transact, clock } = ctx
  const { sessionId } = checkInput(SessionInput, input)
  const { id: userId, sessionId: deviceId } = signedInViewer(ctx.viewer)
  const session = await requireSession(ctx, sessionId)
  await transact(async (tx) => {
    await lockSession(tx, sessionId)
    await endStay(tx, { sessionId, userId, deviceId }, { kind: 'PARTICIPANT_LEFT', at: clock.now() })
  })
  return session
}
