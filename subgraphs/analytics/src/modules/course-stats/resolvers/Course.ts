import type { CourseResolvers } from '../../types.generated.ts'
import { courseStats } from '../course-stats.ts'

export const Course: CourseResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  stats: ({ id }, { range }, ctx) => courseStats(ctx, id, range),
}
