import type { CourseModel } from '../../generated/prisma/models.ts'

/** Mean of the ratings to two decimals, null without any, and their number. */
export function ratingOf({ ratingSum, ratingCount }: Pick<CourseModel, 'ratingSum' | 'ratingCount'>) {
  return {
    average: ratingCount === 0 ? null : Math.round((100 * ratingSum) / ratingCount) / 100,
    count: ratingCount,
  }
}
