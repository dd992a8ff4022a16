import { checkInput, idText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { ParticipantModel } from '../../generated/prisma/models.ts'
import { lowerRaisedHand } from '../hands/lower-raised-hand.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { lockLiveSession } from '../sessions/lock-live-session.ts'
import { assertLeads } from '../sessions/policy.ts'
import { recordModeration } from './record-moderation.ts'
import { requireModerated } from './require-moderated.ts'

const Muting = z.object({ sessionId: idText, userId: idText, muted: z.boolean() })

/**
 * Takes the word from a participant or gives it back; who has it or lacks it already changes nothing. Refuses NOT_FOUND,
 * IS_HOST and a session that is not live.
 */
export async function muteParticipant(ctx: Context, input: unknown): Promise<ParticipantModel> {
  const { transact, clock } = ctx
  const { sessionId, userId, muted } = checkInput(Muting, input)
  const actorId = signedInId(ctx.viewer)
  await assertLeads(ctx, sessionId)
  return transact(async (tx) => {
    const participant = await requireModerated(tx, await lockLiveSession(tx, sessionId), userId)
    if (muted === (participant.mutedAt !== null)) return participant
    const at = clock.now()
    if (muted) await lowerRaisedHand(tx, { sessionId, userId }, at)
    await appendRoomEvent(tx, sessionId, { kind: muted ? 'PARTICIPANT_MUTED' : 'PARTICIPANT_UNMUTED', userId }, at)
    await recordModeration(tx, { sessionId, actorId, action: muted ? 'MUTE' : 'UNMUTE', userId, at })
    return tx.participant.update({ where: { id: participant.id }, data: { mutedAt: muted ? at : null } })
  })
}
