import type { CourseStatsResolvers } from '../../types.generated.ts'

export const CourseStats: CourseStatsResolvers = {
  timeSeries: ({ courseId, range }, { metric, interval }, { loaders }) =>
    loaders.timeSeries.load({ courseId, range, metric, interval }),
}
