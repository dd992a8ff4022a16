import { enrollmentEnded } from '@lms/contracts/course'
import { handles } from '@lms/kit/events/handles'
import { projectRosterEnrollment } from '@lms/kit/events/roster'
import type { Handling } from './handler-context.ts'

/** Keeps the roster. */
export const onEnrollmentEnded = handles(enrollmentEnded, (event, { tx }: Handling) =>
  projectRosterEnrollment(event, tx),
)
