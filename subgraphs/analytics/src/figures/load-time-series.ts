import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { activeInstants } from './load-activity.ts'
import { moneyMovements } from './load-revenue.ts'
import { type BoundedRange, within } from './range.ts'
import { type ScopeSql, scopeSql } from './scope.ts'
import { type Interval, stepsOf } from './steps.ts'

/** A figure that can be followed over time. */
export type Metric = 'ENROLLMENTS' | 'ACTIVE_LEARNERS' | 'COMPLETIONS' | 'REVENUE' | 'LIVE_SECONDS'

/** Which figure, over which range, in which steps. */
export interface SeriesQuestion {
  metric: Metric
  range: BoundedRange
  interval: Interval
}

export interface Point {
  start: Date
  value: bigint
}

/** Where a metric comes from: rows with `course_id` and the instant `at`, and how the rows of a step become its value. */
const SOURCES: Record<Metric, { rows: (scope: ScopeSql, range: BoundedRange) => Prisma.Sql; value: Prisma.Sql }> = {
  ENROLLMENTS: {
    rows: ({ rows }) => Prisma.sql`select course_id, began_at as at from enrollment_fact where ${rows}`,
    value: Prisma.sql`count(*)`,
  },
  ACTIVE_LEARNERS: { rows: activeInstants, value: Prisma.sql`count(distinct user_id)` },
  COMPLETIONS: {
    rows: ({ rows }) => Prisma.sql`select course_id, completed_at as at from enrollment_fact where ${rows}`,
    value: Prisma.sql`count(*)`,
  },
  REVENUE: {
    rows: (scope) => Prisma.sql`
      select course_id, at, minor_units from (${moneyMovements(scope)}) as movement
      join price_fact using (course_id, currency)`,
    value: Prisma.sql`sum(minor_units)`,
  },
  LIVE_SECONDS: {
    rows: ({ rows }) => Prisma.sql`select course_id, at, seconds from attendance_fact where ${rows}`,
    value: Prisma.sql`sum(seconds)`,
  },
}

/** How a metric of each course developed, with one statement; steps without anything are 0. */
export async function loadTimeSeries(
  db: Pick<PrismaClient, '$queryRaw'>,
  courseIds: readonly string[],
  { metric, range, interval }: SeriesQuestion,
): Promise<Map<string, Point[]>> {
  const steps = stepsOf(range, interval)
  const { rows, value } = SOURCES[metric]
  const found = await db.$queryRaw<(Point & { courseId: string })[]>`
    select course_id as "courseId", date_trunc(${interval.toLowerCase()}, at, 'UTC') as start, (${value})::bigint as value
    from (${rows(scopeSql({ by: 'COURSE', ids: courseIds }), range)}) as fact
    where ${within(Prisma.sql`at`, range)} group by 1, 2`
  const values = new Map(found.map(({ courseId, start, value }) => [`${courseId} ${start.getTime()}`, value]))
  return new Map(
    courseIds.map((courseId) => [
      courseId,
      steps.map((start) => ({ start, value: values.get(`${courseId} ${start.getTime()}`) ?? 0n })),
    ]),
  )
}
