import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { PollModel } from '../../generated/prisma/models.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { closePolls } from './close-polls.ts'
import { requireLedPoll } from './policy.ts'

const Closing = z.object({ pollId: idText })

/** Ends the voting; a poll that is closed stays so. Refuses NOT_FOUND. */
export async function closePoll(ctx: Context, input: unknown): Promise<PollModel> {
  const { transact, clock } = ctx
  const { pollId } = checkInput(Closing, input)
  const { sessionId } = await requireLedPoll(ctx, pollId)
  return transact(async (tx) => {
    await lockSession(tx, sessionId)
    const now = clock.now()
    await closePolls(tx, { sessionId, id: pollId }, { closedAt: now, now })
    return tx.poll.findUniqueOrThrow({ where: { id: pollId } })
  })
}
