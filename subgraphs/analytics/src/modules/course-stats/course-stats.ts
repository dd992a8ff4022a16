import { toMoney } from '@lms/kit/money'
import type { Context } from '../../context.ts'
import { type Freshness, loadFreshness } from '../../figures/freshness.ts'
import { type Figures, loadFigures } from '../../figures/load-figures.ts'
import { type BoundedRange, checkRange } from '../../figures/range.ts'

/** A course's figures, and what the fields that are asked for apart need. */
export interface CourseStats extends Figures, Freshness {
  courseId: string
  range: BoundedRange
  /** What was earned in the currency of the course's price; null while it has none. */
  revenue: ReturnType<typeof toMoney> | null
}

/** The figures of a course, which may lag; whether the viewer may see them is decided before. Throws BAD_USER_INPUT. */
export const courseStats = (
  { loaders, requestedAt }: Context,
  courseId: string,
  range: BoundedRange | null | undefined,
): Promise<CourseStats> => loaders.courseStats.load({ courseId, range: checkRange(range, requestedAt) })

/** Reads the figures of courses with a number of statements that does not grow with them. */
export async function loadCourseStats(
  db: Context['replica'],
  courseIds: string[],
  range: BoundedRange,
  now: Date,
): Promise<Map<string, CourseStats>> {
  const [figures, prices, freshness] = await Promise.all([
    loadFigures(db, { by: 'COURSE', ids: courseIds }, range),
    db.priceFact.findMany({ where: { courseId: { in: courseIds } } }),
    loadFreshness(db, now),
  ])
  const currencies = new Map(prices.map(({ courseId, currency }) => [courseId, currency]))
  return new Map(
    [...figures].map(([courseId, known]) => {
      const revenue = revenueIn(currencies.get(courseId), known)
      return [courseId, { ...known, ...freshness, courseId, range, revenue }]
    }),
  )
}

function revenueIn(currency: string | undefined, { revenueByCurrency }: Figures): CourseStats['revenue'] {
  if (currency === undefined) return null
  return revenueByCurrency.find((money) => money.currency === currency) ?? toMoney({ minorUnits: 0n, currency })
}
