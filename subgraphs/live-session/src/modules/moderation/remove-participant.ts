import { checkInput, idText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { ParticipantModel } from '../../generated/prisma/models.ts'
import { endStay } from '../presence/end-stay.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { lockLiveSession } from '../sessions/lock-live-session.ts'
import { assertLeads } from '../sessions/policy.ts'
import { recordModeration } from './record-moderation.ts'
import { requireModerated } from './require-moderated.ts'

const Removal = z.object({
  sessionId: idText,
  userId: idText,
  ban: z
    .boolean()
    .nullish()
    .transform((ban) => ban ?? false),
})

/**
 * Ends a participant's stays and says whether the person may join again; who is away and was told so changes nothing.
 * Refuses NOT_FOUND, IS_HOST and a session that is not live.
 */
export async function removeParticipant(ctx: Context, input: unknown): Promise<ParticipantModel> {
  const { transact, clock } = ctx
  const { sessionId, userId, ban } = checkInput(Removal, input)
  const actorId = signedInId(ctx.viewer)
  await assertLeads(ctx, sessionId)
  const removed = await transact(async (tx) => {
    const { id, bannedAt } = await requireModerated(tx, await lockLiveSession(tx, sessionId), userId)
    const at = clock.now()
    const act = { sessionId, actorId, userId, at }
    // First, so that the person is told of the ban rather than of the removal.
    if (ban && bannedAt === null) await appendRoomEvent(tx, sessionId, { kind: 'PARTICIPANT_BANNED', userId }, at)
    if (await endStay(tx, { sessionId, userId }, { kind: 'PARTICIPANT_REMOVED', at })) {
      await recordModeration(tx, { ...act, action: 'REMOVE' })
    }
    if (ban !== (bannedAt !== null)) {
      await recordModeration(tx, { ...act, action: ban ? 'BAN' : 'UNBAN' })
      await tx.participant.update({ where: { id }, data: { bannedAt: ban ? at : null } })
    }
    return tx.participant.findUniqueOrThrow({ where: { id } })
  })
  ctx.loaders.openPresencesByParticipantId.clear(removed.id)
  return removed
}
