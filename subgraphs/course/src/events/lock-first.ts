import type { EventEnvelope } from '@lms/contracts/event'
import { lockNames } from '@lms/kit/lock-names'
import type { Tx } from '../deps.ts'
import { type Learner, learnerName } from '../modules/enrollments/lock-learner.ts'

/** Locks the learners of events that arrive together, then their courses: the order in which each handler takes them. */
export async function lockFirst(tx: Tx, events: readonly EventEnvelope[]): Promise<void> {
  const learners = events.map(({ data }) => data as Partial<Learner>).filter(isLearner)
  await lockNames(tx, learners.map(learnerName))
  const courseIds = [...new Set(learners.map(({ courseId }) => courseId))]
  await tx.$executeRaw`select from course where id = any(${courseIds}) order by id for no key update`
}

const isLearner = (data: Partial<Learner>): data is Learner => data.courseId !== undefined && data.userId !== undefined
