import { refuse } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { isViewer, signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { MessageModel } from '../../generated/prisma/models.ts'
import { recordModeration } from '../moderation/record-moderation.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { findSession, leads } from '../sessions/policy.ts'

const Deletion = z.object({ messageId: idText })

/** Takes a message's text away; deleting it again changes nothing. Refuses NOT_FOUND. */
export async function deleteMessage(ctx: Context, input: unknown): Promise<MessageModel> {
  const { transact, clock } = ctx
  const { messageId } = checkInput(Deletion, input)
  const actorId = signedInId(ctx.viewer)
  const { sessionId, authorId } = await requireOwnOrLed(ctx, messageId)
  return transact(async (tx) => {
    await lockSession(tx, sessionId)
    const at = clock.now()
    const { count } = await tx.message.updateMany({
      where: { id: messageId, deletedAt: null },
      data: { body: null, deletedAt: at },
    })
    if (count > 0) {
      await appendRoomEvent(tx, sessionId, { kind: 'MESSAGE_DELETED', messageId }, at)
      await recordModeration(tx, { sessionId, actorId, action: 'DELETE_MESSAGE', userId: authorId, messageId, at })
    }
    return tx.message.findUniqueOrThrow({ where: { id: messageId } })
  })
}

async function requireOwnOrLed(ctx: Context, messageId: string): Promise<MessageModel> {
  const message = await ctx.db.message.findUnique({ where: { id: messageId } })
  const session = message && (await findSession(ctx, message.sessionId))
  if (!session || !(isViewer(ctx.viewer, message.authorId) || (await leads(ctx, session)))) {
    return refuse('NOT_FOUND', 'There is no such message.', 'messageId')
  }
  return message
}
