import { z } from 'zod'
import { type Consumers, defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { erasureReceipt, exportReceipt } from './privacy.ts'

/** What other domains may know of a course; each event carries all of it, so that any one is enough. */
const CourseFacts = z.object({
  courseId: z.string(),
  instructorId: z.string(),
  title: z.string(),
  slug: z.string(),
  status: z.enum(['DRAFT', 'PUBLISHED', 'ARCHIVED']),
})

const course = {
  courseId: EXAMPLE.course,
  instructorId: EXAMPLE.instructor,
  title: 'Linear algebra',
  slug: 'linear-algebra',
} as const

const ROSTER_OF_COURSES: Consumers = {
  payment: 'keeps who teaches it and whether it is offered',
  assessment: 'keeps who teaches it',
  'live-session': 'keeps who teaches it',
  file: 'keeps who teaches it',
  notification: 'keeps its title',
  analytics: 'keeps its title and who teaches it',
}

export const courseCreated = defineEvent({
  domain: 'course',
  fact: 'created',
  version: 1,
  aggregate: 'course',
  summary: 'A draft was begun.',
  consumers: ROSTER_OF_COURSES,
  data: CourseFacts,
  example: { ...course, status: 'DRAFT' },
})

export const courseUpdated = defineEvent({
  domain: 'course',
  fact: 'updated',
  version: 1,
  aggregate: 'course',
  summary: 'Title, summary or the like changed.',
  consumers: ROSTER_OF_COURSES,
  data: CourseFacts,
  example: { ...course, status: 'DRAFT' },
})

export const coursePublished = defineEvent({
  domain: 'course',
  fact: 'published',
  version: 1,
  aggregate: 'course',
  summary: 'A version was frozen and offered; learners stay with the one that they have.',
  consumers: ROSTER_OF_COURSES,
  data: CourseFacts.extend({ versionNumber: z.int().positive() }),
  example: { ...course, status: 'PUBLISHED', versionNumber: 2 },
})

export const courseArchived = defineEvent({
  domain: 'course',
  fact: 'archived',
  version: 1,
  aggregate: 'course',
  summary: 'The course takes no more learners; who is enrolled keeps it.',
  consumers: ROSTER_OF_COURSES,
  data: CourseFacts,
  example: { ...course, status: 'ARCHIVED' },
})

export const lessonFilesSet = defineEvent({
  domain: 'course',
  fact: 'lesson-files-set',
  version: 1,
  aggregate: 'lesson',
  summary: 'The files that a lesson uses, all of them; none when the lesson went.',
  consumers: { file: 'claims the files' },
  data: z.object({ lessonId: z.string(), courseId: z.string(), fileIds: z.array(z.string()) }),
  example: { lessonId: EXAMPLE.lesson, courseId: EXAMPLE.course, fileIds: [EXAMPLE.file] },
})

const EnrollmentFacts = z.object({ enrollmentId: z.string(), courseId: z.string(), userId: z.string() })
const enrollment = { enrollmentId: EXAMPLE.enrollment, courseId: EXAMPLE.course, userId: EXAMPLE.user }

export const enrollmentActivated = defineEvent({
  domain: 'course',
  fact: 'enrollment-activated',
  version: 1,
  aggregate: 'enrollment',
  summary: 'Somebody has access to a course, for the first time or again.',
  consumers: {
    assessment: 'lets the learner take quizzes',
    'live-session': 'lets the learner into sessions',
    file: 'serves the files of lessons',
    notification: 'welcomes the learner',
    analytics: 'counts',
  },
  data: EnrollmentFacts.extend({
    source: z.enum(['FREE', 'ORDER', 'MANUAL']).describe('What the access rests on'),
    sourceId: z.string().nullable().describe('Order line for ORDER'),
  }),
  example: { ...enrollment, source: 'ORDER', sourceId: EXAMPLE.orderLine },
})

export const enrollmentEnded = defineEvent({
  domain: 'course',
  fact: 'enrollment-ended',
  version: 1,
  aggregate: 'enrollment',
  summary: 'The last grant ended, and with it the access; progress stays.',
  consumers: {
    assessment: 'freezes open attempts',
    'live-session': 'takes the learner out of sessions',
    file: 'serves no more files',
    notification: 'tells the learner no more',
    analytics: 'counts',
  },
  data: EnrollmentFacts.extend({ reason: z.enum(['REVOKED', 'EXPIRED']) }),
  example: { ...enrollment, reason: 'REVOKED' },
})

export const grantSettled = defineEvent({
  domain: 'course',
  fact: 'grant-settled',
  version: 1,
  aggregate: 'order-line',
  summary: 'The course domain has acted upon what an order line grants, or grants no more.',
  consumers: { payment: 'closes the purchase, or the refund' },
  data: z.object({
    orderLineId: z.string(),
    courseId: z.string(),
    userId: z.string(),
    state: z
      .enum(['ENROLLED', 'WAITING', 'REVOKED'])
      .describe('WAITING: bought before the course had a version; ENROLLED follows'),
    stillActive: z.boolean().describe('Whether the learner has access all the same, by this grant or another'),
  }),
  example: {
    orderLineId: EXAMPLE.orderLine,
    courseId: EXAMPLE.course,
    userId: EXAMPLE.user,
    state: 'ENROLLED',
    stillActive: true,
  },
})

export const progressRecorded = defineEvent({
  domain: 'course',
  fact: 'progress-recorded',
  version: 1,
  aggregate: 'enrollment',
  summary: 'A learner moved on within a lesson.',
  consumers: { analytics: 'activity' },
  data: EnrollmentFacts.extend({
    lessonId: z.string(),
    positionSeconds: z.int().nonnegative(),
    percent: z.int().min(0).max(100),
  }),
  example: { ...enrollment, lessonId: EXAMPLE.lesson, positionSeconds: 120, percent: 40 },
})

export const lessonCompleted = defineEvent({
  domain: 'course',
  fact: 'lesson-completed',
  version: 1,
  aggregate: 'enrollment',
  summary: 'A lesson was completed for the first time.',
  consumers: { analytics: 'counts' },
  data: EnrollmentFacts.extend({ lessonId: z.string() }),
  example: { ...enrollment, lessonId: EXAMPLE.lesson },
})

export const courseCompleted = defineEvent({
  domain: 'course',
  fact: 'completed',
  version: 1,
  aggregate: 'enrollment',
  summary: 'Every lesson of the pinned version is completed; the certificate is of the same moment.',
  consumers: { payment: 'closes the time in which the purchase may be given back, and answers', analytics: 'counts' },
  data: EnrollmentFacts.extend({ versionNumber: z.int().positive() }),
  example: { ...enrollment, versionNumber: 2 },
})

export const certificateIssued = defineEvent({
  domain: 'course',
  fact: 'certificate-issued',
  version: 1,
  aggregate: 'certificate',
  summary: 'A certificate was issued, or counts again because the course was bought again.',
  consumers: { notification: 'tells the learner', analytics: 'counts' },
  data: EnrollmentFacts.extend({ certificateId: z.string(), serial: z.string(), courseTitle: z.string() }),
  example: {
    ...enrollment,
    certificateId: EXAMPLE.certificate,
    serial: '3F7KQ-XW92M-0BDTC-8HJZA',
    courseTitle: 'Linear algebra',
  },
})

export const certificateRevoked = defineEvent({
  domain: 'course',
  fact: 'certificate-revoked',
  version: 1,
  aggregate: 'certificate',
  summary: 'A certificate counts no more.',
  consumers: { notification: 'tells the learner' },
  data: EnrollmentFacts.extend({
    certificateId: z.string(),
    courseTitle: z.string(),
    reason: z.enum(['REFUND', 'DISPUTE', 'MISCONDUCT', 'ERROR']),
  }),
  example: {
    ...enrollment,
    certificateId: EXAMPLE.certificate,
    courseTitle: 'Linear algebra',
    reason: 'REFUND',
  },
})

export const courseErased = erasureReceipt('course')
export const courseCollected = exportReceipt('course')
