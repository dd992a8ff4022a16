import { loadMany, loadOne } from '@lms/kit/loaders'
import type { Viewer } from '@lms/kit/viewer'
import type { PrismaClient } from './generated/prisma/client.ts'
import { visibleOrders } from './modules/orders/policy.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batched reads of one request. */
export function createLoaders(db: PrismaClient, viewer: Viewer) {
  return {
    /** Orders that the viewer may see; any other is null. */
    orderById: loadOne(
      (ids: string[]) => db.order.findMany({ where: { AND: [{ id: { in: ids } }, visibleOrders(viewer)] } }),
      (order) => order.id,
    ),
    linesByOrderId: loadMany(
      (ids: string[]) => db.orderLine.findMany({ where: { orderId: { in: ids } }, orderBy: { position: 'asc' } }),
      (line) => line.orderId,
    ),
    paymentsByOrderId: loadMany(
      (ids: string[]) => db.payment.findMany({ where: { orderId: { in: ids } }, orderBy: { id: 'asc' } }),
      (payment) => payment.orderId,
    ),
    refundsByOrderId: loadMany(
      (ids: string[]) =>
        db.refund.findMany({
          where: { payment: { orderId: { in: ids } } },
          orderBy: { id: 'asc' },
          include: { payment: { select: { orderId: true } } },
        }),
      (refund) => refund.payment.orderId,
    ),
    priceByCourseId: loadOne(
      (ids: string[]) => db.price.findMany({ where: { courseId: { in: ids } } }),
      (price) => price.courseId,
    ),
  }
}
