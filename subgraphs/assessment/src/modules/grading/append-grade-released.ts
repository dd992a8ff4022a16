import { gradeReleased } from '@lms/contracts/assessment'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Tx } from '../../deps.ts'
import type { GradeModel } from '../../generated/prisma/models.ts'
import { percentOf } from './score.ts'

/** When and why a grade changes. */
export interface Occasion {
  now: Date
  cause: EventCause
}

/** Tells the other domains what a learner sees of a grade now. `title` is the quiz's or assignment's. */
export async function appendGradeReleased(
  tx: Tx,
  grade: GradeModel,
  title: string,
  { now, cause }: Occasion,
): Promise<void> {
  const { id, courseId, userId, quizId, assignmentId, passed, version } = grade
  const subjectId = quizId ?? assignmentId
  if (subjectId === null) throw new Error(`The grade ${id} is of neither a quiz nor an assignment`)
  const kind = quizId === null ? 'ASSIGNMENT' : 'QUIZ'
  const data = { gradeId: id, courseId, userId, kind, subjectId, title, percent: percentOf(grade), passed } as const
  await appendEvent(tx, gradeReleased, { subject: id, version, data, time: now, cause })
}
