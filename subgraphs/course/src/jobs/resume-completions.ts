import { courseCompleted } from '@lms/contracts/course'
import { resumeSagas } from '@lms/kit/events/resume-sagas'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps, Tx } from '../deps.ts'
import { completionSaga } from '../modules/certificates/completion-saga.ts'
import { appendEnrollmentEvent } from '../modules/enrollments/append-enrollment-event.ts'
import { lockEnrollment } from '../modules/enrollments/lock-enrollment.ts'

/** Tells payment again of completions that it has not answered. */
export const resumeCompletions = (deps: Deps): BackgroundWork =>
  resumeSagas<Tx>(deps, [
    {
      kind: completionSaga.kind,
      async resume(tx, { key }, cause) {
        const enrollment = await lockEnrollment(tx, key)
        if (!enrollment) throw new Error(`there is no enrolment ${key}`)
        const { versionNumber } = enrollment
        await appendEnrollmentEvent(tx, courseCompleted, enrollment, { versionNumber }, { clock: deps.clock, cause })
      },
    },
  ])
