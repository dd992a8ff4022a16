import { rosterCourseHandlers } from '@lms/kit/events/roster'
import { onCertificateIssued } from './on-certificate-issued.ts'
import { onEnrollmentActivated } from './on-enrollment-activated.ts'
import { onEnrollmentEnded } from './on-enrollment-ended.ts'
import { onGradeReleased } from './on-grade-released.ts'
import { onLiveSessionCancelled } from './on-live-session-cancelled.ts'
import { onLiveSessionRescheduled } from './on-live-session-rescheduled.ts'
import { onLiveSessionScheduled } from './on-live-session-scheduled.ts'
import { onLiveSessionStarted } from './on-live-session-started.ts'
import { onOrderPaid } from './on-order-paid.ts'
import { onUserRegistered } from './on-user-registered.ts'

/** Everything that the service reacts to. */
export const handlers = [
  ...rosterCourseHandlers,
  onUserRegistered,
  onEnrollmentActivated,
  onEnrollmentEnded,
  onOrderPaid,
  onGradeReleased,
  onCertificateIssued,
  onLiveSessionScheduled,
  onLiveSessionRescheduled,
  onLiveSessionCancelled,
  onLiveSessionStarted,
]
