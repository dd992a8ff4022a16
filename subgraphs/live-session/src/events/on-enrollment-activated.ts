import { enrollmentActivated } from '@lms/contracts/course'
import { keepsEnrollment } from '@lms/kit/events/roster'

/** Lets a learner into the sessions of a course. */
export const onEnrollmentActivated = keepsEnrollment(enrollmentActivated)
