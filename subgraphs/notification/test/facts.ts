import { gradeReleased } from '@lms/contracts/assessment'
import { certificateIssued, courseCreated, enrollmentActivated, enrollmentEnded } from '@lms/contracts/course'
import type { EventEnvelope } from '@lms/contracts/event'
import {
  liveSessionCancelled,
  liveSessionRescheduled,
  liveSessionScheduled,
  liveSessionStarted,
} from '@lms/contracts/live-session'
import { orderPaid, refundSucceeded } from '@lms/contracts/payment'
import { userRegistered } from '@lms/contracts/user'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'

/** Facts of other domains, told to the notification subgraph. */

let people = 0

/** A person who has not been heard of yet. */
export const stranger = (): SignedInViewer => createViewer()

export const emailOf = ({ id }: SignedInViewer): string => `${id}@example.com`

export async function registered(
  subgraph: TestSubgraph,
  person: SignedInViewer = stranger(),
  contact: { displayName?: string; locale?: string; timeZone?: string } = {},
): Promise<SignedInViewer> {
  const { displayName = `Person ${++people}`, locale = 'en', timeZone = 'UTC' } = contact
  await subgraph.deliver(userRegistered, {
    subject: person.id,
    data: { userId: person.id, email: emailOf(person), displayName, locale, timeZone },
  })
  return person
}

export interface KnownCourse {
  courseId: string
  instructor: SignedInViewer
}

export async function courseKnown(subgraph: TestSubgraph, title = 'Knots'): Promise<KnownCourse> {
  const [courseId, instructor] = [newId('course'), createViewer('INSTRUCTOR')]
  await subgraph.deliver(courseCreated, {
    subject: courseId,
    data: { courseId, instructorId: instructor.id, title, slug: 'knots', status: 'DRAFT' },
  })
  return { courseId, instructor }
}

export async function enrolled(
  subgraph: TestSubgraph,
  courseId: string,
  userId: string,
  time: Date = subgraph.clock.now(),
): Promise<{ enrollmentId: string; event: EventEnvelope }> {
  const enrollmentId = newId('enrollment')
  const event = await subgraph.deliver(enrollmentActivated, {
    subject: enrollmentId,
    time,
    data: { enrollmentId, courseId, userId, source: 'FREE', sourceId: null },
  })
  return { enrollmentId, event }
}

export const enrollmentOver = (subgraph: TestSubgraph, enrollmentId: string, courseId: string, userId: string) =>
  subgraph.deliver(enrollmentEnded, {
    subject: enrollmentId,
    version: 2,
    data: { enrollmentId, courseId, userId, reason: 'REVOKED' },
  })

export function paid(subgraph: TestSubgraph, buyerId: string, courseId: string, minorUnits: string, currency: string) {
  const orderId = newId('order')
  const amount = { minorUnits, currency }
  return subgraph.deliver(orderPaid, {
    subject: orderId,
    data: {
      orderId,
      buyerId,
      provider: 'STRIPE',
      total: amount,
      lines: [{ orderLineId: newId('line'), courseId, amount }],
    },
  })
}

export function givenBack(
  subgraph: TestSubgraph,
  buyerId: string,
  courseId: string,
  about: { minorUnits: string; effect: 'REVOKE' | 'KEEP'; refundId?: string; version?: number },
) {
  const { minorUnits, effect, refundId = newId('refund'), version = 2 } = about
  const data = {
    ...{ refundId, orderId: newId('order'), orderLineId: newId('line'), courseId, buyerId },
    amount: { minorUnits, currency: 'EUR' },
    effect,
  }
  return subgraph.deliver(refundSucceeded, { subject: refundId, version, data })
}

export function graded(subgraph: TestSubgraph, userId: string, kind: 'QUIZ' | 'ASSIGNMENT' = 'QUIZ') {
  const [gradeId, courseId] = [newId('grade'), newId('course')]
  const subjectId = newId(kind === 'QUIZ' ? 'quiz' : 'assignment')
  return subgraph.deliver(gradeReleased, {
    subject: gradeId,
    data: { gradeId, courseId, userId, kind, subjectId, title: 'Final quiz', percent: 87.5, passed: true },
  })
}

export function certified(subgraph: TestSubgraph, userId: string) {
  const certificateId = newId('certificate')
  return subgraph.deliver(certificateIssued, {
    subject: certificateId,
    data: {
      certificateId,
      enrollmentId: newId('enrollment'),
      courseId: newId('course'),
      userId,
      serial: 'LMS-2026-ABCD',
      courseTitle: 'Knots',
    },
  })
}

const SESSION_FACTS = {
  SCHEDULED: liveSessionScheduled,
  RESCHEDULED: liveSessionRescheduled,
  CANCELLED: liveSessionCancelled,
  STARTED: liveSessionStarted,
}

export function sessionTold(
  subgraph: TestSubgraph,
  courseId: string,
  what: keyof typeof SESSION_FACTS = 'SCHEDULED',
  time: Date = subgraph.clock.now(),
) {
  const sessionId = newId('live')
  return subgraph.deliver(SESSION_FACTS[what], {
    subject: sessionId,
    time,
    data: {
      sessionId,
      courseId,
      hostId: newId('user'),
      title: 'Questions',
      startsAt: '2026-12-24T17:00:00.000Z',
      timeZone: 'Europe/Berlin',
      durationMinutes: 45,
    },
  })
}
