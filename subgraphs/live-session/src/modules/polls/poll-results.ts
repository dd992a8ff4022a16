import type { Context } from '../../context.ts'
import type { PollModel, PollOptionModel } from '../../generated/prisma/models.ts'
import { seesVotes } from './policy.ts'

/** How many people have voted. */
export async function countVoters({ loaders }: Context, { id }: PollModel): Promise<number> {
  return (await loaders.votersByPollId.load(id))?.voters ?? 0
}

/** How many ballots name an option; null for who may not see it yet. */
export async function countVotes(
  ctx: Context,
  { id, poll }: PollOptionModel & { poll: PollModel },
): Promise<number | null> {
  if (!(await seesVotes(ctx, poll))) return null
  const votes = await ctx.loaders.votesByPollId.load(poll.id)
  return votes.find(({ optionId }) => optionId === id)?.votes ?? 0
}
