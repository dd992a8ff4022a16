import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText, requiredText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { MessageModel } from '../../generated/prisma/models.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { requireSession } from '../sessions/policy.ts'
import { refuseStatus } from '../sessions/session-status.ts'

const NewMessage = z.object({ sessionId: idText, body: requiredText(2_000) })

/** Says something in a live session. Refuses NOT_FOUND, NOT_PRESENT and a session that is not live. */
export async function postMessage(ctx: Context, input: unknown): Promise<MessageModel> {
  const { transact, clock } = ctx
  const { sessionId, body } = checkInput(NewMessage, input)
  const authorId = signedInId(ctx.viewer)
  await requireSession(ctx, sessionId)
  return transact(async (tx) => {
    const { status } = await lockSession(tx, sessionId, 'share')
    if (status !== 'LIVE') return refuseStatus(status)
    const present = await tx.presence.findFirst({
      where: { participant: { sessionId, userId: authorId }, leftAt: null },
    })
    if (!present) return refuse('NOT_PRESENT', 'Join the session to say something.', 'sessionId')
    return tx.message.create({ data: { id: newId('message'), sessionId, authorId, body, postedAt: clock.now() } })
  })
}
