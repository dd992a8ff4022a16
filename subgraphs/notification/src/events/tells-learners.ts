import type { liveSessionScheduled } from '@lms/contracts/live-session'
import { type EventHandler, handles } from '@lms/kit/events/handles'
import { broadcast } from '../intents/broadcast.ts'
import type { Handling } from './handler-context.ts'

type SessionTemplate = 'session-scheduled' | 'session-rescheduled' | 'session-cancelled' | 'session-started'

/** Makes the reaction to a fact of a live session: everybody who learns in the course is told, by the template. */
export const tellsLearners = (
  definition: typeof liveSessionScheduled,
  template: SessionTemplate,
): EventHandler<Handling> =>
  handles(definition, async (event, { tx, clock }: Handling) => {
    const { sessionId, courseId, title, startsAt, durationMinutes } = event.data
    await broadcast(
      tx,
      {
        template,
        data: { courseId, title, startsAt, durationMinutes },
        id: event.id,
        courseId,
        subjectId: sessionId,
        authorId: null,
        occurredAt: new Date(event.time),
      },
      clock.now(),
    )
  })
