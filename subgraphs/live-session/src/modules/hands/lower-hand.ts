import { refuse } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { ParticipantModel } from '../../generated/prisma/models.ts'
import { requireParticipant } from '../presence/require-participant.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { leads, requireSession } from '../sessions/policy.ts'
import { lowerRaisedHand } from './lower-raised-hand.ts'

const Hand = z.object({ sessionId: idText, userId: idText.nullish() })

/** Lowers a hand; one that is down stays so. Refuses NOT_FOUND, and FORBIDDEN for the hand of another to who leads not. */
export async function lowerHand(ctx: Context, input: unknown): Promise<ParticipantModel> {
  const { transact, clock } = ctx
  const hand = checkInput(Hand, input)
  const viewerId = signedInId(ctx.viewer)
  const { sessionId, userId } = { ...hand, userId: hand.userId ?? viewerId }
  const session = await requireSession(ctx, sessionId)
  if (userId !== viewerId && !(await leads(ctx, session))) {
    refuse('FORBIDDEN', 'Only leaders of the session lower the hands of others.', 'userId')
  }
  return transact(async (tx) => {
    await lockSession(tx, sessionId)
    await lowerRaisedHand(tx, { sessionId, userId }, clock.now())
    return requireParticipant(tx, { sessionId, userId })
  })
}
