import { z } from 'zod'
import { type Consumers, defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { erasureReceipt, exportReceipt } from './privacy.ts'

const SessionFacts = z.object({
  sessionId: z.string(),
  courseId: z.string(),
  hostId: z.string(),
  title: z.string(),
  startsAt: z.iso.datetime().describe('Planned start (UTC)'),
  timeZone: z.string().describe('IANA zone that the session is planned in'),
  durationMinutes: z.int().positive(),
})

const sessionEvent = (fact: string, summary: string, consumers: Consumers) =>
  defineEvent({
    domain: 'live-session',
    fact,
    version: 1,
    aggregate: 'live-session',
    summary,
    consumers,
    data: SessionFacts,
    example: {
      sessionId: EXAMPLE.session,
      courseId: EXAMPLE.course,
      hostId: EXAMPLE.instructor,
      title: 'Questions and answers',
      startsAt: EXAMPLE.time,
      timeZone: 'Asia/Kolkata',
      durationMinutes: 60,
    },
  })

const TELLS: Consumers = { notification: 'tells the learners' }

export const liveSessionScheduled = sessionEvent('scheduled', 'A session was planned.', {
  course: 'lessons may use it',
  ...TELLS,
})
export const liveSessionRescheduled = sessionEvent('rescheduled', 'A planned session moved.', TELLS)
export const liveSessionCancelled = sessionEvent('cancelled', 'A planned session will not take place.', TELLS)
export const liveSessionStarted = sessionEvent('started', 'The host opened the session.', TELLS)
export const liveSessionEnded = sessionEvent('ended', 'The session is over; everybody’s attendance follows.', {})

export const attendanceFinalised = defineEvent({
  domain: 'live-session',
  fact: 'attendance-finalised',
  version: 1,
  aggregate: 'attendance',
  summary: 'Somebody’s presence in a session that is over, or as corrected since. Subject: `<session>/<user>`.',
  consumers: { course: 'completes LIVE lessons', analytics: 'counts' },
  data: z.object({
    sessionId: z.string(),
    courseId: z.string(),
    userId: z.string(),
    seconds: z.int().nonnegative().describe('Union of the presence intervals within the session'),
    share: z.number().min(0).max(1).describe('seconds / length of the session'),
  }),
  example: {
    sessionId: EXAMPLE.session,
    courseId: EXAMPLE.course,
    userId: EXAMPLE.user,
    seconds: 3_240,
    share: 0.9,
  },
})

export const recordingReady = defineEvent({
  domain: 'live-session',
  fact: 'recording-ready',
  version: 1,
  aggregate: 'live-session',
  summary: 'The recording of a session was uploaded as a file.',
  consumers: { course: 'publishes it once the file is available', notification: 'tells the learners' },
  data: z.object({ sessionId: z.string(), courseId: z.string(), fileId: z.string() }),
  example: { sessionId: EXAMPLE.session, courseId: EXAMPLE.course, fileId: EXAMPLE.file },
  planned: true,
})

export const liveSessionErased = erasureReceipt('live-session')
export const liveSessionCollected = exportReceipt('live-session')
