import { liveSessionScheduled } from '@lms/contracts/live-session'
import { handles } from '@lms/kit/events/handles'
import { broadcast } from '../intents/broadcast.ts'
import type { Handling } from './handler-context.ts'

/** Tells everybody who learns in the course. */
export const onLiveSessionScheduled = handles(liveSessionScheduled, async (event, { tx, clock }: Handling) => {
  const { sessionId, courseId, title, startsAt, durationMinutes } = event.data
  await broadcast(
    tx,
    {
      template: 'session-scheduled',
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
