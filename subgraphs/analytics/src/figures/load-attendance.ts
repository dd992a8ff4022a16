import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { type Range, within } from './range.ts'
import type { ScopeSql } from './scope.ts'

/** Presence in live sessions, by key. */
export interface AttendanceFigures {
  key: string
  /** Sum over sessions and people of the recorded seconds, which live-session makes of the union of somebody's stays. */
  seconds: bigint
  /** Different people with at least one second. */
  participants: number
}

/** Presence counts when it was first put on record: after the session. Keys without any are absent. */
export const loadAttendance = (
  db: Pick<PrismaClient, '$queryRaw'>,
  { key, rows }: ScopeSql,
  range: Range,
): Promise<AttendanceFigures[]> =>
  db.$queryRaw<AttendanceFigures[]>`
    select ${key} as key, sum(seconds)::bigint as seconds,
      count(distinct user_id) filter (where seconds > 0)::integer as participants
    from attendance_fact where ${rows} and ${within(Prisma.sql`at`, range)} group by 1`
