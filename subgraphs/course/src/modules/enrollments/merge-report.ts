import type { LessonProgressModel } from '../../generated/prisma/models.ts'

/** What a client says of a lesson. */
export interface Report {
  positionSeconds: number
  completed: boolean
  clientSequence: bigint
}

export type LessonState = Pick<LessonProgressModel, 'positionSeconds' | 'clientSequence' | 'completedAt'>

/**
 * The state of a lesson after a report; null when the report says nothing new. Of two places the one with the higher
 * number counts, and what was completed stays so: reports lead to the same state in any order and however often they come.
 */
export function mergeReport(before: LessonState | null, report: Report, now: Date): LessonState | null {
  const newest = before?.clientSequence ?? null
  const newer = newest === null || report.clientSequence > newest
  const completes = report.completed && !before?.completedAt
  if (!newer && !completes) return null
  return {
    positionSeconds: newer ? report.positionSeconds : (before?.positionSeconds ?? 0),
    clientSequence: newer ? report.clientSequence : newest,
    completedAt: before?.completedAt ?? (report.completed ? now : null),
  }
}
