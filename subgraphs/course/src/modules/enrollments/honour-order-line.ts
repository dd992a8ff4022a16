import type { Act, Tx } from '../../context.ts'
import type { WaitingGrantModel } from '../../generated/prisma/models.ts'
import { lockCourse } from '../catalogue/lock-course.ts'
import { admit } from './admit.ts'
import { lockLearner } from './lock-learner.ts'

/**
 * Gives the buyer of a course access, once per order line, whatever became of the course since. Where the course has no
 * version yet that could be learned, the access waits for it; see `admitWaiting`.
 */
export async function honourOrderLine(tx: Tx, bought: WaitingGrantModel, act: Act): Promise<void> {
  const { orderLineId, courseId, userId, validFrom } = bought
  await lockLearner(tx, bought)
  const course = await lockCourse(tx, courseId)
  if (!course) throw new Error(`access was granted to ${courseId}, which does not exist`)
  if (course.publishedVersion === 0) {
    await tx.waitingGrant.createMany({ data: bought, skipDuplicates: true })
    return
  }
  await tx.waitingGrant.deleteMany({ where: { orderLineId } })
  const grant = { source: 'ORDER', sourceId: orderLineId } as const
  const granted = await tx.accessGrant.findUnique({ where: { source_sourceId: grant } })
  if (!granted) await admit(tx, course, userId, { ...grant, validFrom }, act)
}
