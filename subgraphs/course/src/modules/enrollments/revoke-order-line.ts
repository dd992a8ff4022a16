import { enrollmentEnded } from '@lms/contracts/course'
import type { Act, Tx } from '../../context.ts'
import { revokeCertificate } from '../certificates/revoke-certificate.ts'
import { accessState } from './access-state.ts'
import { appendEnrollmentEvent } from './append-enrollment-event.ts'
import { lockLearnersEnrollment } from './lock-enrollment.ts'
import { lockLearner } from './lock-learner.ts'
import { tellSettled } from './tell-settled.ts'

/**
 * Takes back what an order line gives, and only that; progress stays. When no other grant gives access, it ends, and a
 * certificate counts no more. Answers payment each time.
 */
export async function revokeOrderLine(
  tx: Tx,
  line: { orderLineId: string; courseId: string; userId: string; reason: 'REFUND' | 'DISPUTE' },
  act: Act,
): Promise<void> {
  await lockLearner(tx, line)
  await tx.waitingGrant.deleteMany({ where: { orderLineId: line.orderLineId } })
  const enrollment = await lockLearnersEnrollment(tx, line)
  const grant = enrollment?.grants.find(({ source, sourceId }) => source === 'ORDER' && sourceId === line.orderLineId)
  if (enrollment && grant && !grant.revokedAt) {
    const now = act.clock.now()
    await tx.accessGrant.update({ where: { id: grant.id }, data: { revokedAt: now } })
    const left = enrollment.grants.filter(({ id }) => id !== grant.id)
    if (accessState(enrollment.grants, now) === 'ACTIVE' && accessState(left, now) !== 'ACTIVE') {
      await appendEnrollmentEvent(tx, enrollmentEnded, enrollment, { reason: 'REVOKED' }, act)
      await revokeCertificate(tx, enrollment, line.reason, act)
    }
  }
  await tellSettled(tx, line, 'REVOKED', act)
}
