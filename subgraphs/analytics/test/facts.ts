import { attemptStarted, attemptSubmitted, gradeReleased, submissionReceived } from '@lms/contracts/assessment'
import {
  certificateIssued,
  courseCompleted,
  courseCreated,
  enrollmentActivated,
  enrollmentEnded,
  lessonCompleted,
  progressRecorded,
} from '@lms/contracts/course'
import type { EventDefinition } from '@lms/contracts/event'
import { attendanceFinalised } from '@lms/contracts/live-session'
import { orderPaid, priceSet, refundSucceeded } from '@lms/contracts/payment'
import { userRegistered } from '@lms/contracts/user'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import type { TestEvent } from '@lms/testkit/test-event'
import { createViewer } from '@lms/testkit/viewers'

/** An instant of the month that the tests play in. */
export const november = (day: number, hour = 12): Date => new Date(Date.UTC(2026, 10, day, hour))

export const NOVEMBER = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }

/** Tells the analytics subgraph facts of other domains. */
export const factsFor = (subgraph: TestSubgraph) => {
  const tell = <Definition extends EventDefinition>(definition: Definition, event: TestEvent<Definition>) =>
    subgraph.deliver(definition, event)
  return {
    async course(): Promise<{ courseId: string; instructor: SignedInViewer }> {
      const [courseId, instructor] = [newId('course'), createViewer('INSTRUCTOR')]
      await tell(courseCreated, {
        subject: courseId,
        time: november(1),
        data: { courseId, instructorId: instructor.id, title: 'Knots', slug: 'knots', status: 'PUBLISHED' },
      })
      return { courseId, instructor }
    },
    price: (courseId: string, currency: string, version = 1) =>
      tell(priceSet, {
        subject: courseId,
        version,
        time: november(1),
        data: { courseId, price: { minorUnits: '4900', currency } },
      }),
    account: (time: Date, userId = newId('user')) =>
      tell(userRegistered, {
        subject: userId,
        time,
        data: { userId, email: 'ada@example.com', displayName: 'Ada Lovelace', locale: 'en', timeZone: 'UTC' },
      }),
    sale: (time: Date, lines: SoldCourse[], buyerId = newId('user')) => {
      const orderId = newId('order')
      return tell(orderPaid, { subject: orderId, time, data: orderOf(orderId, lines, buyerId) })
    },
    refund: (time: Date, { courseId, minorUnits, currency }: SoldCourse, about: Partial<RefundAbout> = {}) => {
      const { refundId = newId('refund'), buyerId = newId('user'), version = 2, effect = 'KEEP' } = about
      const order = { orderId: newId('order'), orderLineId: newId('line') }
      const data = { refundId, ...order, courseId, buyerId, amount: { minorUnits, currency }, effect }
      return tell(refundSucceeded, { subject: refundId, version, time, data })
    },
    learner: (courseId: string, userId = newId('user')) => learnerFacts(tell, courseId, userId),
  }
}

interface RefundAbout {
  refundId: string
  buyerId: string
  version: number
  effect: 'KEEP' | 'REVOKE'
}

interface SoldCourse {
  courseId: string
  minorUnits: string
  currency: string
}

function orderOf(orderId: string, lines: SoldCourse[], buyerId: string) {
  const [total = { minorUnits: '0', currency: 'EUR' }] = lines
  return {
    orderId,
    buyerId,
    provider: 'STRIPE' as const,
    total: { minorUnits: total.minorUnits, currency: total.currency },
    lines: lines.map(({ courseId, ...amount }) => ({ orderLineId: newId('line'), courseId, amount })),
  }
}

type Tell = <Definition extends EventDefinition>(
  definition: Definition,
  event: TestEvent<Definition>,
) => Promise<unknown>

/** What one learner does in one course. */
const learnerFacts = (tell: Tell, courseId: string, userId: string) => ({
  userId,
  ...enrollmentFacts(tell, courseId, userId),
  ...assessmentFacts(tell, courseId, userId),
  attends: (time: Date, seconds: number, version = 1, sessionId = 'live_01') =>
    tell(attendanceFinalised, {
      subject: `${sessionId}/${userId}`,
      version,
      time,
      data: { sessionId, courseId, userId, seconds, share: 0.5 },
    }),
})

function enrollmentFacts(tell: Tell, courseId: string, userId: string) {
  const enrollmentId = newId('enrollment')
  const enrollment = { enrollmentId, courseId, userId }
  return {
    begins: (time: Date, version = 1) =>
      tell(enrollmentActivated, {
        subject: enrollmentId,
        version,
        time,
        data: { ...enrollment, source: 'FREE', sourceId: null },
      }),
    ends: (time: Date, version = 2) =>
      tell(enrollmentEnded, { subject: enrollmentId, version, time, data: { ...enrollment, reason: 'REVOKED' } }),
    progresses: (time: Date) =>
      tell(progressRecorded, {
        subject: enrollmentId,
        version: 3,
        time,
        data: { ...enrollment, lessonId: newId('lesson'), positionSeconds: 30, percent: 40 },
      }),
    finishesLesson: (time: Date, lessonId = newId('lesson')) =>
      tell(lessonCompleted, { subject: enrollmentId, version: 4, time, data: { ...enrollment, lessonId } }),
    completes: (time: Date) =>
      tell(courseCompleted, { subject: enrollmentId, version: 5, time, data: { ...enrollment, versionNumber: 1 } }),
    isCertified: (time: Date) => {
      const certificateId = newId('certificate')
      const data = { ...enrollment, certificateId, serial: 'LMS-1', courseTitle: 'Knots' }
      return tell(certificateIssued, { subject: certificateId, time, data })
    },
  }
}

function assessmentFacts(tell: Tell, courseId: string, userId: string) {
  const [gradeId, quizId] = [newId('grade'), newId('quiz')]
  const attempt = { attemptId: newId('attempt'), quizId, courseId, userId }
  return {
    startsQuiz: (time: Date) => tell(attemptStarted, { subject: attempt.attemptId, version: 1, time, data: attempt }),
    submitsQuiz: (time: Date, cause: 'LEARNER' | 'TIME_OVER' = 'LEARNER') =>
      tell(attemptSubmitted, { subject: attempt.attemptId, version: 2, time, data: { ...attempt, cause } }),
    handsIn: (time: Date) => {
      const submissionId = newId('submission')
      const data = { submissionId, assignmentId: newId('assignment'), courseId, userId, fileIds: [] }
      return tell(submissionReceived, { subject: submissionId, time, data })
    },
    isGraded: (time: Date, percent: number, version = 1) =>
      tell(gradeReleased, {
        subject: gradeId,
        version,
        time,
        data: {
          gradeId,
          courseId,
          userId,
          kind: 'QUIZ',
          subjectId: quizId,
          title: 'Final quiz',
          percent,
          passed: percent >= 50,
        },
      }),
  }
}
