import type { UserResolvers } from '../../types.generated.ts'
import { learningStats } from '../learning-stats.ts'

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  learningStats: ({ id }, _args, ctx) => learningStats(ctx, id),
}
