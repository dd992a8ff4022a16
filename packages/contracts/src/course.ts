import { z } from 'zod'
import { defineEvent } from './event.ts'

/** What other domains may know of a course; each event carries all of it, so that any one is enough. */
const CourseFacts = z.object({
  courseId: z.string(),
  instructorId: z.string(),
  title: z.string(),
  slug: z.string(),
  status: z.enum(['DRAFT', 'PUBLISHED', 'ARCHIVED']),
})

const courseEvent = <Data extends z.ZodObject>(fact: string, data: Data) =>
  defineEvent({ domain: 'course', fact, version: 1, aggregate: 'course', data })

/** A draft was begun. Subject: the course. Consumers: payment, assessment, live session, file, notification, analytics. */
export const courseCreated = courseEvent('created', CourseFacts)

/** Title, summary or the like changed. Subject: the course. Consumers: as for created. */
export const courseUpdated = courseEvent('updated', CourseFacts)

/** A version was frozen and offered. Subject: the course. Consumers: as for created. */
export const coursePublished = courseEvent('published', CourseFacts.extend({ versionNumber: z.int().positive() }))

/** The course takes no more learners; who is enrolled keeps it. Subject: the course. Consumers: as for created. */
export const courseArchived = courseEvent('archived', CourseFacts)

/** The files that a lesson uses, all of them; none when the lesson went. Subject: the lesson. Consumers: file (claims). */
export const lessonFilesSet = defineEvent({
  domain: 'course',
  fact: 'lesson-files-set',
  version: 1,
  aggregate: 'lesson',
  data: z.object({ lessonId: z.string(), courseId: z.string(), fileIds: z.array(z.string()) }),
})

const enrollmentEvent = <Data extends z.ZodObject>(fact: string, data: Data) =>
  defineEvent({ domain: 'course', fact, version: 1, aggregate: 'enrollment', data })

const EnrollmentFacts = z.object({ enrollmentId: z.string(), courseId: z.string(), userId: z.string() })

/**
 * Somebody has access to a course, for the first time or again. Subject: the enrolment.
 * Consumers: assessment, live session, file, notification, analytics.
 */
export const enrollmentActivated = enrollmentEvent(
  'enrollment-activated',
  EnrollmentFacts.extend({
    source: z.enum(['FREE', 'ORDER', 'MANUAL']).describe('What the access rests on'),
    sourceId: z.string().nullable().describe('Order line for ORDER'),
  }),
)

/** The last grant ended. Subject: the enrolment. Consumers: as for activated. */
export const enrollmentEnded = enrollmentEvent(
  'enrollment-ended',
  EnrollmentFacts.extend({ reason: z.enum(['REVOKED', 'EXPIRED']) }),
)

/** A learner moved on within a lesson. Subject: the enrolment. Consumers: analytics. */
export const progressRecorded = enrollmentEvent(
  'progress-recorded',
  EnrollmentFacts.extend({
    lessonId: z.string(),
    positionSeconds: z.int().nonnegative(),
    percent: z.int().min(0).max(100),
  }),
)

/** A lesson was completed for the first time. Subject: the enrolment. Consumers: analytics. */
export const lessonCompleted = enrollmentEvent('lesson-completed', EnrollmentFacts.extend({ lessonId: z.string() }))

/** Every lesson of the pinned version is completed. Subject: the enrolment. Consumers: notification, analytics. */
export const courseCompleted = enrollmentEvent(
  'completed',
  EnrollmentFacts.extend({ versionNumber: z.int().positive() }),
)

/** A certificate was issued. Subject: the certificate. Consumers: notification, analytics. */
export const certificateIssued = defineEvent({
  domain: 'course',
  fact: 'certificate-issued',
  version: 1,
  aggregate: 'certificate',
  data: EnrollmentFacts.extend({ certificateId: z.string(), serial: z.string(), courseTitle: z.string() }),
})
