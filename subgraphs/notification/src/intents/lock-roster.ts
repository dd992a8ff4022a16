import { lockNames } from '@lms/kit/lock-names'
import type { Tx } from '../deps.ts'

/**
 * Makes broadcasts of a course and enrolments in it take turns until their commits. Events of different topics arrive in
 * any order; without it a broadcast and an enrolment that arrive at the same time could each miss the other.
 */
export async function lockRoster(tx: Tx, courseId: string, purpose: 'FOR_BROADCAST' | 'FOR_ENROLLMENT'): Promise<void> {
  if (purpose === 'FOR_BROADCAST') await lockNames(tx, [courseId])
  else await tx.$executeRaw`select pg_advisory_xact_lock_shared(hashtextextended(${courseId}, 0))`
}
