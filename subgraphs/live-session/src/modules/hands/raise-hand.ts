import { checkInput } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { ParticipantModel } from '../../generated/prisma/models.ts'
import { requireSpeaker } from '../presence/require-present.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { lockLiveSession } from '../sessions/lock-live-session.ts'
import { requireSession } from '../sessions/policy.ts'
import { SessionInput } from '../sessions/session-input.ts'

/**
 * Raises the viewer's hand; one that is up keeps its place. Refuses NOT_FOUND, NOT_PRESENT, MUTED and a session that is
 * not live.
 */
export async function raiseHand(ctx: Context, input: unknown): Promise<ParticipantModel> {
  const { transact, clock } = ctx
  const { sessionId } = checkInput(SessionInput, input)
  const userId = signedInId(ctx.viewer)
  await requireSession(ctx, sessionId)
  return transact(async (tx) => {
    await lockLiveSession(tx, sessionId)
    const participant = await requireSpeaker(tx, { sessionId, userId })
    if (participant.handRaisedAt !== null) return participant
    const handRaisedAt = clock.now()
    const handSequence = await appendRoomEvent(tx, sessionId, { kind: 'HAND_RAISED', userId }, handRaisedAt)
    return tx.participant.update({ where: { id: participant.id }, data: { handRaisedAt, handSequence } })
  })
}
