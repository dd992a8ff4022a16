import type { PollResolvers } from '../../types.generated.ts'
import { countVoters } from '../poll-results.ts'

export const Poll: PollResolvers = {
  myVote: async ({ id }, _args, { loaders }) => (await loaders.ownBallotByPollId.load(id))?.optionIds ?? null,
  options: async (poll, _args, { loaders }) =>
    (await loaders.optionsByPollId.load(poll.id)).map((option) => ({ ...option, poll })),
  status: ({ closedAt }) => (closedAt === null ? 'OPEN' : 'CLOSED'),
  totalVoters: (poll, _args, ctx) => countVoters(ctx, poll),
}
