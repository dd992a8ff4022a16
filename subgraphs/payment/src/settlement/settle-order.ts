import type { ReviewReason } from '../generated/prisma/enums.ts'
import type { OrderModel } from '../generated/prisma/models.ts'
import type { Charge, ProviderName } from '../providers/payment-provider.ts'
import { findGrantedCourses } from './find-granted-courses.ts'
import { lockBuyer } from './lock-buyer.ts'
import { payOrder } from './pay-order.ts'
import type { Settlement } from './settlement.ts'

/**
 * Uses money that was taken for an order: it is paid, or a person has to look at it because the money is not the order's
 * total or a course was bought meanwhile in another way. An order that is paid stays so; the money is the buyer's.
 */
export async function settleOrder(
  settlement: Settlement,
  order: OrderModel,
  charge: Charge,
  provider: ProviderName,
): Promise<void> {
  const { tx, log } = settlement
  if (order.status !== 'PENDING' && order.status !== 'CANCELLED') {
    log.warn({ orderId: order.id, status: order.status }, 'money taken for an order that does not wait for any')
    return
  }
  await lockBuyer(tx, order.buyerId)
  const reason = await findObjection(settlement, order, charge)
  if (reason === null) {
    await payOrder(settlement, order, provider)
    return
  }
  log.warn({ orderId: order.id, reason }, 'an order needs review')
  await tx.order.update({
    where: { id: order.id },
    data: { status: 'REVIEW', reviewReason: reason, version: { increment: 1 } },
  })
}

async function findObjection(
  { tx }: Settlement,
  { id, buyerId, totalMinor, currency }: OrderModel,
  charge: Charge,
): Promise<ReviewReason | null> {
  if (charge.minorUnits !== totalMinor || charge.currency !== currency) return 'AMOUNT_MISMATCH'
  const lines = await tx.orderLine.findMany({ where: { orderId: id }, select: { courseId: true } })
  const granted = await findGrantedCourses(
    tx,
    buyerId,
    lines.map(({ courseId }) => courseId),
  )
  return granted.size > 0 ? 'ALREADY_GRANTED' : null
}
