import { z } from 'zod'
import { defineEvent } from './event.ts'

const SessionFacts = z.object({
  sessionId: z.string(),
  courseId: z.string(),
  hostId: z.string(),
  title: z.string(),
  startsAt: z.iso.datetime().describe('Planned start (UTC)'),
  timeZone: z.string().describe('IANA zone that the session is planned in'),
  durationMinutes: z.int().positive(),
})

const sessionEvent = <Data extends z.ZodObject>(fact: string, data: Data) =>
  defineEvent({ domain: 'live-session', fact, version: 1, aggregate: 'live-session', data })

/** A session was planned. Subject: the session. Consumers: course (lessons that use it), notification, analytics. */
export const liveSessionScheduled = sessionEvent('scheduled', SessionFacts)

/** A planned session moved. Subject: the session. Consumers: notification. */
export const liveSessionRescheduled = sessionEvent('rescheduled', SessionFacts)

/** A planned session will not take place. Subject: the session. Consumers: notification. */
export const liveSessionCancelled = sessionEvent('cancelled', SessionFacts)

/** The host opened the session. Subject: the session. Consumers: notification. */
export const liveSessionStarted = sessionEvent('started', SessionFacts)

/** The session is over. Subject: the session. Consumers: analytics. */
export const liveSessionEnded = sessionEvent('ended', SessionFacts)

/**
 * Somebody's presence in a session that is over, or was corrected since. Subject: session and person (`<session>/<user>`).
 * Consumers: course (completes LIVE lessons), analytics.
 */
export const attendanceFinalised = defineEvent({
  domain: 'live-session',
  fact: 'attendance-finalised',
  version: 1,
  aggregate: 'attendance',
  data: z.object({
    sessionId: z.string(),
    courseId: z.string(),
    userId: z.string(),
    seconds: z.int().nonnegative().describe('Union of the presence intervals within the session'),
    share: z.number().min(0).max(1).describe('seconds / length of the session'),
  }),
})
