import { enrollmentActivated } from '@lms/contracts/course'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import { projectRosterEnrollment } from '@lms/kit/events/roster'
import type { Tx } from '../deps.ts'

/** Lets a learner into the sessions of a course. */
export const onEnrollmentActivated = handles(enrollmentActivated, (event, { tx }: HandlerContext<Tx>) =>
  projectRosterEnrollment(event, tx),
)
