import { certificateIssued } from '@lms/contracts/course'
import { appendEvent } from '@lms/kit/events/append-event'
import type { Act, Tx } from '../../context.ts'
import type { CertificateModel, EnrollmentModel } from '../../generated/prisma/models.ts'

/** Tells that a certificate counts. */
export async function tellIssued(
  tx: Tx,
  { id: enrollmentId, courseId, userId }: EnrollmentModel,
  { id: certificateId, serial, courseTitle, version }: CertificateModel,
  { clock, cause }: Act,
): Promise<void> {
  const data = { enrollmentId, courseId, userId, certificateId, serial, courseTitle }
  await appendEvent(tx, certificateIssued, { subject: certificateId, version, data, time: clock.now(), cause })
}
