import type { Act, Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'
import { tellIssued } from './tell-issued.ts'

/** Lets the certificate of a learner count again who gets access anew. The enrolment must be locked. */
export async function reinstateCertificate(tx: Tx, enrollment: EnrollmentModel, act: Act): Promise<void> {
  const [certificate] = await tx.certificate.updateManyAndReturn({
    where: { enrollmentId: enrollment.id, revokedAt: { not: null } },
    data: { revokedAt: null, version: { increment: 1 } },
  })
  if (certificate) await tellIssued(tx, enrollment, certificate, act)
}
