import type { UserResolvers } from '../../types.generated.ts'
import { listOrders } from '../list-orders.ts'

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  orders: ({ id }, page, ctx) => listOrders(ctx, id, page),
}
