import { enrollmentActivated } from '@lms/contracts/course'
import { handles } from '@lms/kit/events/handles'
import { alsoKeepsEnrollment, projectRosterEnrollment } from '@lms/kit/events/roster'
import { catchUp } from '../intents/catch-up.ts'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Keeps the roster, tells the learner, and makes up for what the course was told meanwhile. */
export const onEnrollmentActivated = alsoKeepsEnrollment(
  handles(enrollmentActivated, async (event, { tx, clock }: Handling) => {
    const outcome = await projectRosterEnrollment(event, tx)
    if (outcome === 'STALE') return outcome
    const { courseId, userId } = event.data
    const now = clock.now()
    await notify(
      tx,
      { template: 'enrolled', data: { courseId }, recipientId: userId, causeId: event.id, subjectId: courseId },
      now,
    )
    await catchUp(tx, { courseId, userId, since: new Date(event.time) }, now)
    return outcome
  }),
)
