import { enrollmentEnded } from '@lms/contracts/course'
import { keepsEnrollment } from '@lms/kit/events/roster'

/** Keeps the roster. */
export const onEnrollmentEnded = keepsEnrollment(enrollmentEnded)
