import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { PollModel } from '../../generated/prisma/models.ts'
import { requirePresent } from '../presence/require-present.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { requirePoll } from './policy.ts'

const Ballot = z.object({
  pollId: idText,
  optionIds: z.array(idText).min(1, 'must be at least 1').max(10, 'must be at most 10'),
})

/**
 * Casts the viewer's ballot in place of an earlier one. Refuses NOT_FOUND, NOT_PRESENT, POLL_CLOSED, ONE_OPTION_ONLY and
 * options that are not the poll's.
 */
export async function votePoll(ctx: Context, input: unknown): Promise<PollModel> {
  const { transact, clock, loaders } = ctx
  const { pollId, optionIds: named } = checkInput(Ballot, input)
  const userId = signedInId(ctx.viewer)
  const { sessionId } = await requirePoll(ctx, pollId)
  const poll = await transact(async (tx) => {
    await lockSession(tx, sessionId)
    const poll = await tx.poll.findUniqueOrThrow({ where: { id: pollId } })
    if (poll.closedAt !== null) refuse('POLL_CLOSED', 'The voting is over.', 'pollId')
    await requirePresent(tx, { sessionId, userId }, 'pollId')
    const at = clock.now()
    const cast = await castBallot(tx, { pollId, userId, optionIds: await readChoice(tx, poll, named), at })
    if (cast) await appendRoomEvent(tx, sessionId, { kind: 'POLL_VOTED', pollId }, at)
    return poll
  })
  for (const count of [loaders.votesByPollId, loaders.votersByPollId, loaders.ownBallotByPollId]) count.clear(pollId)
  return poll
}

/** The options chosen, each once and in the poll's order, so that the same choice is always the same ballot. */
async function readChoice(tx: Tx, { id: pollId, multipleChoice }: PollModel, named: string[]): Promise<string[]> {
  const chosen = await tx.pollOption.findMany({ where: { pollId, id: { in: named } }, orderBy: { position: 'asc' } })
  const optionIds = chosen.map(({ id }) => id)
  if (named.some((id) => !optionIds.includes(id))) refuse('NOT_FOUND', 'The poll has no such option.', 'optionIds')
  if (optionIds.length > 1 && !multipleChoice) refuse('ONE_OPTION_ONLY', 'Choose one option.', 'optionIds')
  return optionIds
}

/** @returns whether that changed anything */
async function castBallot(
  tx: Tx,
  { pollId, userId, optionIds, at }: { pollId: string; userId: string; optionIds: string[]; at: Date },
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    insert into poll_ballot (id, poll_id, user_id, option_ids, cast_at)
    values (${newId('ballot')}, ${pollId}, ${userId}, ${optionIds}, ${at.toISOString()}::timestamptz)
    on conflict (poll_id, user_id) do update set option_ids = excluded.option_ids, cast_at = excluded.cast_at
    where poll_ballot.option_ids <> excluded.option_ids`
  return changed > 0
}
