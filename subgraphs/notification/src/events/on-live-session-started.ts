import { liveSessionStarted } from '@lms/contracts/live-session'
import { handles } from '@lms/kit/events/handles'
import { broadcast } from '../intents/broadcast.ts'
import type { Handling } from './handler-context.ts'

/** Tells everybody who learns in the course. */
export const onLiveSessionStarted = handles(liveSessionStarted, async (event, { tx, clock }: Handling) => {
  const { sessionId, courseId, title } = event.data
  await broadcast(
    tx,
    {
      template: 'session-started',
      data: { courseId, title },
      id: event.id,
      courseId,
      subjectId: sessionId,
      authorId: null,
      occurredAt: new Date(event.time),
    },
    clock.now(),
  )
})
