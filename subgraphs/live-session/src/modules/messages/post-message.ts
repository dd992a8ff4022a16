import { newId } from '@lms/kit/ids'
import { checkInput, idText, requiredText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { MessageModel } from '../../generated/prisma/models.ts'
import { requireSpeaker } from '../presence/require-present.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { lockLiveSession } from '../sessions/lock-live-session.ts'
import { requireSession } from '../sessions/policy.ts'

const NewMessage = z.object({ sessionId: idText, body: requiredText(2_000) })

/** Says something in a live session. Refuses NOT_FOUND, NOT_PRESENT, MUTED and a session that is not live. */
export async function postMessage(ctx: Context, input: unknown): Promise<MessageModel> {
  const { transact, clock } = ctx
  const { sessionId, body } = checkInput(NewMessage, input)
  const authorId = signedInId(ctx.viewer)
  await requireSession(ctx, sessionId)
  return transact(async (tx) => {
    await lockLiveSession(tx, sessionId)
    await requireSpeaker(tx, { sessionId, userId: authorId })
    const postedAt = clock.now()
    const message = await tx.message.create({ data: { id: newId('message'), sessionId, authorId, body, postedAt } })
    await appendRoomEvent(tx, sessionId, { kind: 'MESSAGE_POSTED', messageId: message.id }, postedAt)
    return message
  })
}
