import type { PrismaClient } from '../generated/prisma/client.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { type Range, within } from './range.ts'
import type { ScopeSql } from './scope.ts'

/** Enrolments by key. */
export interface EnrollmentFigures {
  key: string
  /** Those that began in the range, by their first activation; one that ended and was renewed began once. */
  enrollments: number
  /** Of `enrollments`, those that give access now. */
  activeEnrollments: number
  /** Of `enrollments`, those completed by now, within the range or after it. */
  completed: number
  /** Those completed in the range, whenever they began; so it may exceed `enrollments`. */
  completions: number
  /** Those whose first certificate was issued in the range. */
  certificates: number
}

/** Keys without any enrolment are absent. */
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
