import { newId } from '@lms/kit/ids'
import { checkInput, idText, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { PollModel } from '../../generated/prisma/models.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { lockLiveSession } from '../sessions/lock-live-session.ts'
import { assertLeads } from '../sessions/policy.ts'

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

const NewPoll = z.object({
  sessionId: idText,
  question: requiredText(300),
  options: z
    .array(requiredText(100))
    .min(2, 'must be at least 2')
    .max(10, 'must be at most 10')
    .refine((options) => new Set(options).size === options.length, {
      message: 'must differ from one another',
      params: { code: 'DUPLICATE' },
    }),
  multipleChoice: flag,
  resultsVisible: flag,
})

/** Asks a live session a question. Refuses NOT_FOUND and a session that is not live. */
export async function createPoll(ctx: Context, input: unknown): Promise<PollModel> {
  const { transact, clock } = ctx
  const { options, ...question } = checkInput(NewPoll, input)
  const { sessionId } = question
  await assertLeads(ctx, sessionId)
  return transact(async (tx) => {
    await lockLiveSession(tx, sessionId)
    const createdAt = clock.now()
    const poll = await tx.poll.create({ data: { id: newId('poll'), ...question, createdAt } })
    await tx.pollOption.createMany({
      data: options.map((text, position) => ({ id: newId('option'), pollId: poll.id, position, text })),
    })
    await appendRoomEvent(tx, sessionId, { kind: 'POLL_OPENED', pollId: poll.id }, createdAt)
    return poll
  })
}
