import { lockNames } from '@lms/kit/lock-names'
import type { Tx } from '../../context.ts'

/** Somebody in a course. */
export interface Learner {
  courseId: string
  userId: string
}

/** What a learner is locked by. */
export const learnerName = ({ courseId, userId }: Learner): string => `${courseId}/${userId}`

/**
 * Makes all that is decided about one learner in one course happen one after another, also before there is an enrolment
 * to lock: else a result and an enrolment that come at once would not see each other. Taken before any row lock.
 */
export async function lockLearner(tx: Tx, { courseId, userId }: Learner): Promise<void> {
  await lockNames(tx, [learnerName({ courseId, userId })])
}
