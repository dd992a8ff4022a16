import type { Act, Tx } from '../../context.ts'
import type { WaitingGrantModel } from '../../generated/prisma/models.ts'
import { lockCourse } from '../catalogue/lock-course.ts'
import { admit } from './admit.ts'
import { lockLearner } from './lock-learner.ts'
import { tellSettled } from './tell-settled.ts'

/**
 * Gives the buyer of a course access, once per order line, whatever became of the course since, and answers payment each
 * time. Where the course has no version yet that could be learned, the access waits for it; see `admitWaiting`. A line
 * that was taken back meanwhile gives nothing.
 */
export async function honourOrderLine(tx: Tx, bought: WaitingGrantModel, act: Act): Promise<void> {
  const { orderLineId, courseId, userId, validFrom } = bought
  await lockLearner(tx, bought)
  const known = await tx.settledOrderLine.findUnique({ where: { orderLineId } })
  if (known?.revokedAt) {
    await tx.waitingGrant.deleteMany({ where: { orderLineId } })
    return tellSettled(tx, bought, 'REVOKED', act)
  }
  const course = await lockCourse(tx, courseId)
  if (!course) throw new Error(`access was granted to ${courseId}, which does not exist`)
  if (course.publishedVersion === 0) {
    await tx.waitingGrant.createMany({ data: bought, skipDuplicates: true })
    return tellSettled(tx, bought, 'WAITING', act)
  }
  await tx.waitingGrant.deleteMany({ where: { orderLineId } })
  const grant = { source: 'ORDER', sourceId: orderLineId } as const
  const granted = await tx.accessGrant.findUnique({ where: { source_sourceId: grant } })
  if (!granted) await admit(tx, course, userId, { ...grant, validFrom }, act)
  await tellSettled(tx, bought, 'ENROLLED', act)
}
