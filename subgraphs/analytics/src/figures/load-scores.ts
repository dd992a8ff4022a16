import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { type Range, within } from './range.ts'
import type { ScopeSql } from './scope.ts'

/** Mean of the visible grades, by key. */
export interface ScoreFigures {
  key: string
  averageScore: number
}

export const loadScores = (
  db: Pick<PrismaClient, '$queryRaw'>,
  { key, rows }: ScopeSql,
  range: Range,
): Promise<ScoreFigures[]> =>
  db.$queryRaw<ScoreFigures[]>`
    select ${key} as key, round(avg(percent), 2)::double precision as "averageScore"
    from grade_fact where ${rows} and ${within(Prisma.sql`released_at`, range)} group by 1`
