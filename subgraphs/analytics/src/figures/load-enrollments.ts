import type { PrismaClient } from '../generated/prisma/client.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { type Range, within } from './range.ts'
import type { ScopeSql } from './scope.ts'

/** Enrolments by key. */
export interface EnrollmentFigures {
  key: string
  enrollments: number
  activeEnrollments: number
  /** Of `enrollments`, those completed by now. */
  completed: number
  completions: number
  certificates: number
}

export function loadEnrollments(
  db: Pick<PrismaClient, '$queryRaw'>,
  { key, rows }: ScopeSql,
  range: Range,
): Promise<EnrollmentFigures[]> {
  const began = within(Prisma.sql`began_at`, range)
  return db.$queryRaw<EnrollmentFigures[]>`
    select ${key} as key,
      count(*) filter (where ${began})::integer as enrollments,
      count(*) filter (where ${began} and active)::integer as "activeEnrollments",
      count(*) filter (where ${began} and completed_at is not null)::integer as completed,
      count(*) filter (where ${within(Prisma.sql`completed_at`, range)})::integer as completions,
      count(*) filter (where ${within(Prisma.sql`certified_at`, range)})::integer as certificates
    from enrollment_fact where ${rows} group by 1`
}
