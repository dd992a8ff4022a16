import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { OrderModel } from '../../generated/prisma/models.ts'

/** Orders of one person, newest first. */
export function listOrders({ db }: Context, buyerId: string, page: PageArgs): Promise<Connection<OrderModel>> {
  return paginate<OrderModel>(page, {
    columns: [['id', 'desc']],
    find: ({ where, ...query }) => db.order.findMany({ ...query, where: { AND: [{ buyerId }, where] } }),
    count: () => db.order.count({ where: { buyerId } }),
  })
}
