import type { QueryResolvers } from '../../../types.generated.ts'
import { platformStats as load } from '../../platform-stats.ts'

export const platformStats: NonNullable<QueryResolvers['platformStats']> = (_parent, { range }, ctx) => load(ctx, range)
