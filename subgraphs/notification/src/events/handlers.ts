import { rosterCourseHandlers } from '@lms/kit/events/roster'
import { onCertificateIssued } from './on-certificate-issued.ts'
import { onCertificateRevoked } from './on-certificate-revoked.ts'
import { onEmailVerificationRequested } from './on-email-verification-requested.ts'
import { onEnrollmentActivated } from './on-enrollment-activated.ts'
import { onEnrollmentEnded } from './on-enrollment-ended.ts'
import { onErasureRequested } from './on-erasure-requested.ts'
import { onExportOpened } from './on-export-opened.ts'
import { onExportReady } from './on-export-ready.ts'
import { onGradeReleased } from './on-grade-released.ts'
import { onLiveSessionCancelled } from './on-live-session-cancelled.ts'
import { onLiveSessionRescheduled } from './on-live-session-rescheduled.ts'
import { onLiveSessionScheduled } from './on-live-session-scheduled.ts'
import { onLiveSessionStarted } from './on-live-session-started.ts'
import { onOrderPaid } from './on-order-paid.ts'
import { onPasswordChanged } from './on-password-changed.ts'
import { onPasswordResetRequested } from './on-password-reset-requested.ts'
import { onRefundSucceeded } from './on-refund-succeeded.ts'
import { onUserRegistered } from './on-user-registered.ts'

/** Everything that the service reacts to. */
export const handlers = [
  onErasureRequested,
  onExportOpened,
  onExportReady,
  ...rosterCourseHandlers,
  onUserRegistered,
  onEmailVerificationRequested,
  onPasswordResetRequested,
  onPasswordChanged,
  onEnrollmentActivated,
  onEnrollmentEnded,
  onOrderPaid,
  onRefundSucceeded,
  onGradeReleased,
  onCertificateIssued,
  onCertificateRevoked,
  onLiveSessionScheduled,
  onLiveSessionRescheduled,
  onLiveSessionCancelled,
  onLiveSessionStarted,
]
