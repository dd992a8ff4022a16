import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { type Range, within } from './range.ts'
import type { ScopeSql } from './scope.ts'

/** Mean of the visible grades, by key. */
export interface ScoreFigures {
  key: string
  /** Arithmetic mean of the percentages, 0–100, each grade weighing the same; half up to two decimals. */
  averageScore: number
}

/** A grade belongs to the time when it first became visible and counts as it is now. Keys without any are absent. */
export const loadScores = (
  db: Pick<PrismaClient, '$queryRaw'>,
  { key, rows }: ScopeSql,
  range: Range,
): Promise<ScoreFigures[]> =>
  db.$queryRaw<ScoreFigures[]>`
    select ${key} as key, round(avg(percent), 2)::double precision as "averageScore"
    from grade_fact where ${rows} and ${within(Prisma.sql`released_at`, range)} group by 1`
