import type { PrismaClient } from '../generated/prisma/client.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { type Range, within } from './range.ts'
import type { ScopeSql } from './scope.ts'

/** Who did something, by key. */
export interface ActivityFigures {
  key: string
  /** Different people with at least one active instant in the range, as “active users” are counted everywhere. */
  activeLearners: number
  /** The latest of these instants. */
  lastActiveAt: Date
}

/** Rows of who was active in which course at what time: by work, or by coming to a live session. */
export const activeInstants = ({ rows }: Pick<ScopeSql, 'rows'>, range: Range): Prisma.Sql => {
  const counts = Prisma.sql`${rows} and ${within(Prisma.sql`at`, range)}`
  return Prisma.sql`
    select course_id, user_id, at from activity_fact where ${counts}
    union all
    select course_id, user_id, at from attendance_fact where seconds > 0 and ${counts}`
}

/** Keys without any activity are absent. */
export function loadActivity(
  db: Pick<PrismaClient, '$queryRaw'>,
  scope: ScopeSql,
  range: Range,
): Promise<ActivityFigures[]> {
  return db.$queryRaw<ActivityFigures[]>`
    select ${scope.key} as key, count(distinct user_id)::integer as "activeLearners", max(at) as "lastActiveAt"
    from (${activeInstants(scope, range)}) as active group by 1`
}
