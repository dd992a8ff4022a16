import type { liveSessionScheduled } from '@lms/contracts/live-session'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Tx } from '../../deps.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'

/** Tells the other domains about a session; all of its events carry the same facts. */
export async function appendSessionEvent(
  tx: Tx,
  definition: typeof liveSessionScheduled,
  session: LiveSessionModel,
  { time, cause }: { time: Date; cause: EventCause },
): Promise<void> {
  const { id: sessionId, courseId, hostId, title, startsAt, timeZone, durationMinutes, version } = session
  await appendEvent(tx, definition, {
    subject: sessionId,
    version,
    data: { sessionId, courseId, hostId, title, startsAt: startsAt.toISOString(), timeZone, durationMinutes },
    time,
    cause,
  })
}
