import type { PollOptionResolvers } from '../../types.generated.ts'
import { countVotes } from '../poll-results.ts'

export const PollOption: PollOptionResolvers = {
  votes: (option, _args, ctx) => countVotes(ctx, option),
}
