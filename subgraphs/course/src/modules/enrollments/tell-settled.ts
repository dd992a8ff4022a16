import { grantSettled } from '@lms/contracts/course'
import { appendEvent } from '@lms/kit/events/append-event'
import type { Act, Tx } from '../../context.ts'
import { accessState } from './access-state.ts'

interface OrderLine {
  orderLineId: string
  courseId: string
  userId: string
}

/** Tells payment what became of an order line here, and remembers when it was taken back. The learner must be locked. */
export async function tellSettled(
  tx: Tx,
  { orderLineId, courseId, userId }: OrderLine,
  state: 'ENROLLED' | 'WAITING' | 'REVOKED',
  { clock, cause }: Act,
): Promise<void> {
  const now = clock.now()
  const revoked = state === 'REVOKED' ? { revokedAt: now } : {}
  const { version } = await tx.settledOrderLine.upsert({
    where: { orderLineId },
    create: { orderLineId, ...revoked },
    update: { version: { increment: 1 }, ...revoked },
  })
  const enrollment = await tx.enrollment.findUnique({
    where: { courseId_userId: { courseId, userId } },
    include: { grants: true },
  })
  const stillActive = enrollment !== null && accessState(enrollment.grants, now) === 'ACTIVE'
  await appendEvent(tx, grantSettled, {
    subject: orderLineId,
    version,
    data: { orderLineId, courseId, userId, state, stillActive },
    time: now,
    cause,
  })
}
