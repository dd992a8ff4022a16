import { gradeReleased } from '@lms/contracts/assessment'
import { handles } from '@lms/kit/events/handles'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Tells the learner. An assignment is no node, so its notification is about the course. */
export const onGradeReleased = handles(gradeReleased, async (event, { tx, clock }: Handling) => {
  const { courseId, userId, kind, subjectId, title, percent, passed } = event.data
  await notify(
    tx,
    {
      template: 'grade-released',
      data: { title, percent, passed },
      recipientId: userId,
      causeId: event.id,
      subjectId: kind === 'QUIZ' ? subjectId : courseId,
    },
    clock.now(),
  )
})
