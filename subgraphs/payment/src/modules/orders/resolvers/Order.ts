import { toMoney } from '@lms/kit/money'
import type { OrderResolvers } from '../../types.generated.ts'

export const Order: OrderResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.orderById.load(id),
  buyer: ({ buyerId }) => ({ id: buyerId }),
  total: ({ totalMinor, currency }) => toMoney({ minorUnits: totalMinor, currency }),
  lines: async ({ id, currency }, _args, { loaders }) =>
    (await loaders.linesByOrderId.load(id)).map((line) => ({ ...line, currency })),
  refunds: ({ id }, _args, { loaders }) => loaders.refundsByOrderId.load(id),
  payments: ({ id }, _args, { loaders }) => loaders.paymentsByOrderId.load(id),
}
