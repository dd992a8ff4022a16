import { enrollmentEnded } from '@lms/contracts/course'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import { alsoKeepsEnrollment, projectRosterEnrollment } from '@lms/kit/events/roster'
import type { Deps, Tx } from '../deps.ts'
import { evictFromCourse } from '../modules/presence/evict-from-course.ts'

/** Takes a learner out of the course's sessions, also out of those that are running. */
export const onEnrollmentEnded = alsoKeepsEnrollment(
  handles(enrollmentEnded, async (event, { tx, clock }: Pick<Deps, 'clock'> & HandlerContext<Tx>) => {
    const outcome = await projectRosterEnrollment(event, tx)
    if (outcome === 'APPLIED') await evictFromCourse(tx, event.data, clock.now())
    return outcome
  }),
)
