import type { EventOutcome } from '@lms/kit/events/handles'
import { type Projection, project } from '@lms/kit/events/project'
import type { EventContext } from '../../deps.ts'
import { completeByResults } from './complete-by-results.ts'
import { lockLearnersEnrollment } from './lock-enrollment.ts'
import { lockLearner } from './lock-learner.ts'

/** What another domain says a learner achieved. */
export interface LearnerResult {
  /** Grade, or session and person. */
  id: string
  version: number
  courseId: string
  userId: string
  /** Quiz, assignment or live session. */
  resourceId: string
  /** Passed or attended. */
  met: boolean
}

/** Keeps a result, and completes the lessons that it allows; without an enrolment it waits for one. */
export async function applyResult(context: EventContext, result: LearnerResult): Promise<EventOutcome> {
  const { tx } = context
  await lockLearner(tx, result)
  if (!(await project(tx, resultRow(result)))) return 'STALE'
  const enrollment = result.met ? await lockLearnersEnrollment(tx, result) : null
  if (enrollment) await completeByResults(tx, enrollment, context)
  return 'APPLIED'
}

/** What is kept of a result. */
export const resultRow = ({ id, version, courseId, userId, resourceId, met }: LearnerResult): Projection => ({
  table: 'result',
  key: { id },
  version,
  set: { course_id: courseId, user_id: userId, resource_id: resourceId, met },
})
