import { certificateIssued } from '@lms/contracts/course'
import { handles } from '@lms/kit/events/handles'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Tells the learner. */
export const onCertificateIssued = handles(certificateIssued, async (event, { tx, clock }: Handling) => {
  const { certificateId, userId, courseTitle, serial } = event.data
  await notify(
    tx,
    {
      template: 'certificate-issued',
      data: { courseTitle, serial },
      recipientId: userId,
      causeId: event.id,
      subjectId: certificateId,
    },
    clock.now(),
  )
})
