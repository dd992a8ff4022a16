import { certificateRevoked } from '@lms/contracts/course'
import { appendEvent } from '@lms/kit/events/append-event'
import type { Act, Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'

/**
 * Takes back the certificate of an enrolment, where there is one that counts: who verifies it sees that, and when. That
 * the course was completed stays a fact. The enrolment must be locked.
 */
export async function revokeCertificate(
  tx: Tx,
  { id: enrollmentId, courseId, userId }: EnrollmentModel,
  reason: 'REFUND' | 'DISPUTE',
  { clock, cause }: Act,
): Promise<void> {
  const [revoked] = await tx.certificate.updateManyAndReturn({
    where: { enrollmentId, revokedAt: null },
    data: { revokedAt: clock.now(), version: { increment: 1 } },
  })
  if (!revoked) return
  const { id: certificateId, courseTitle, version } = revoked
  const data = { enrollmentId, courseId, userId, certificateId, courseTitle, reason }
  await appendEvent(tx, certificateRevoked, { subject: certificateId, version, data, time: clock.now(), cause })
}
