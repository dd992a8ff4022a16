import { attemptStarted, attemptSubmitted, gradeReleased, submissionReceived } from '@lms/contracts/assessment'
import {
  certificateIssued,
  courseArchived,
  courseCompleted,
  courseCreated,
  coursePublished,
  courseUpdated,
  enrollmentActivated,
  enrollmentEnded,
  lessonCompleted,
  progressRecorded,
} from '@lms/contracts/course'
import { attendanceFinalised } from '@lms/contracts/live-session'
import { orderPaid, priceSet, refundSucceeded } from '@lms/contracts/payment'
import { userRegistered } from '@lms/contracts/user'
import { intake } from './intake.ts'
import { onErasureRequested } from './on-erasure-requested.ts'
import { onExportOpened } from './on-export-opened.ts'

const COURSE = ['courseId', 'instructorId', 'title', 'status'] as const
const ENROLLMENT = ['enrollmentId', 'courseId', 'userId'] as const
const ATTEMPT = ['attemptId', 'quizId', 'courseId', 'userId'] as const

/** Everything that is taken in, and what of it is kept. The service does the same with each, so they are one list. */
export const handlers = [
  onErasureRequested,
  onExportOpened,
  intake(userRegistered, 'userId'),
  intake(courseCreated, ...COURSE),
  intake(courseUpdated, ...COURSE),
  intake(coursePublished, ...COURSE, 'versionNumber'),
  intake(courseArchived, ...COURSE),
  intake(enrollmentActivated, ...ENROLLMENT, 'source', 'sourceId'),
  intake(enrollmentEnded, ...ENROLLMENT, 'reason'),
  intake(progressRecorded, ...ENROLLMENT, 'lessonId', 'positionSeconds', 'percent'),
  intake(lessonCompleted, ...ENROLLMENT, 'lessonId'),
  intake(courseCompleted, ...ENROLLMENT, 'versionNumber'),
  intake(certificateIssued, ...ENROLLMENT, 'certificateId'),
  intake(priceSet, 'courseId', 'price'),
  intake(orderPaid, 'orderId', 'buyerId', 'provider', 'total', 'lines'),
  intake(refundSucceeded, 'refundId', 'orderId', 'orderLineId', 'courseId', 'buyerId', 'amount', 'effect'),
  intake(attemptStarted, ...ATTEMPT),
  intake(attemptSubmitted, ...ATTEMPT, 'cause'),
  intake(submissionReceived, 'submissionId', 'assignmentId', 'courseId', 'userId'),
  intake(gradeReleased, 'gradeId', 'courseId', 'userId', 'kind', 'subjectId', 'percent', 'passed'),
  intake(attendanceFinalised, 'sessionId', 'courseId', 'userId', 'seconds', 'share'),
]
