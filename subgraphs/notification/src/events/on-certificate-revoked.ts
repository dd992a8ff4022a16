import { certificateRevoked } from '@lms/contracts/course'
import { handles } from '@lms/kit/events/handles'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Tells the learner. */
export const onCertificateRevoked = handles(certificateRevoked, async (event, { tx, clock }: Handling) => {
  const { certificateId, userId, courseTitle } = event.data
  const told = { recipientId: userId, causeId: event.id, subjectId: certificateId }
  await notify(tx, { template: 'certificate-revoked', data: { courseTitle }, ...told }, clock.now())
})
