import { toMoney } from '@lms/kit/money'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { loadActivity } from './load-activity.ts'
import { loadAttendance } from './load-attendance.ts'
import { loadEnrollments } from './load-enrollments.ts'
import { loadRevenue } from './load-revenue.ts'
import { loadScores } from './load-scores.ts'
import type { Range } from './range.ts'
import { type Scope, scopeKeys, scopeSql } from './scope.ts'

/**
 * What happened to one course, person or the platform during a range, as the API's statistics say it. How each is counted
 * stands with the statement that reads it.
 */
export interface Figures {
  enrollments: number
  activeEnrollments: number
  completions: number
  /**
   * Of the cohort that began in the range, the share completed by now (`completed / enrollments`), 0–1; null for an empty
   * cohort. Not `completions / enrollments`: that mixes cohorts and can exceed 1.
   */
  completionRate: number | null
  certificates: number
  activeLearners: number
  lastActiveAt: Date | null
  averageScore: number | null
  revenueByCurrency: ReturnType<typeof toMoney>[]
  refundedByCurrency: ReturnType<typeof toMoney>[]
  liveAttendance: { seconds: bigint; participants: number }
}

/** Reads the figures of every key of a scope: one statement for each kind of fact, however many keys. */
export async function loadFigures(
  db: Pick<PrismaClient, '$queryRaw'>,
  scope: Scope,
  range: Range,
): Promise<Map<string, Figures>> {
  const sql = scopeSql(scope)
  const [enrollments, activity, scores, revenue, attendance] = await Promise.all([
    loadEnrollments(db, sql, range).then(byKey),
    loadActivity(db, sql, range).then(byKey),
    loadScores(db, sql, range).then(byKey),
    loadRevenue(db, sql, range).then((rows) => Map.groupBy(rows, ({ key }) => key)),
    loadAttendance(db, sql, range).then(byKey),
  ])
  const figuresOf = (key: string): Figures => {
    const enrolled = enrollments.get(key)
    const money = revenue.get(key) ?? []
    const { activeLearners = 0, lastActiveAt = null } = activity.get(key) ?? {}
    const { seconds = 0n, participants = 0 } = attendance.get(key) ?? {}
    return {
      enrollments: enrolled?.enrollments ?? 0,
      activeEnrollments: enrolled?.activeEnrollments ?? 0,
      completions: enrolled?.completions ?? 0,
      completionRate: enrolled?.enrollments ? enrolled.completed / enrolled.enrollments : null,
      certificates: enrolled?.certificates ?? 0,
      activeLearners,
      lastActiveAt,
      averageScore: scores.get(key)?.averageScore ?? null,
      revenueByCurrency: money.map(({ minorUnits, currency }) => toMoney({ minorUnits, currency })),
      refundedByCurrency: money
        .filter(({ refunded }) => refunded > 0n)
        .map(({ refunded, currency }) => toMoney({ minorUnits: refunded, currency })),
      liveAttendance: { seconds, participants },
    }
  }
  return new Map(scopeKeys(scope).map((key) => [key, figuresOf(key)]))
}

const byKey = <Row extends { key: string }>(rows: Row[]): Map<string, Row> => new Map(rows.map((row) => [row.key, row]))
