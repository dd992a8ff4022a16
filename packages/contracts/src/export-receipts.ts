import { analyticsCollected } from './analytics.ts'
import { assessmentCollected } from './assessment.ts'
import { courseCollected } from './course.ts'
import { fileCollected } from './file.ts'
import { liveSessionCollected } from './live-session.ts'
import { notificationCollected } from './notification.ts'
import { paymentCollected } from './payment.ts'
import { userCollected } from './user.ts'

/** What each domain answers to an export; it is complete with all of them. */
export const EXPORT_RECEIPTS = [
  userCollected,
  courseCollected,
  paymentCollected,
  assessmentCollected,
  analyticsCollected,
  notificationCollected,
  liveSessionCollected,
  fileCollected,
]
