import { toMoney } from '@lms/kit/money'
import type { OrderLineResolvers } from '../../types.generated.ts'

export const OrderLine: OrderLineResolvers = {
  course: ({ courseId }) => ({ id: courseId }),
  price: ({ priceMinor, currency }) => toMoney({ minorUnits: priceMinor, currency }),
  refunded: async ({ id, orderId, currency }, _args, { loaders }) => {
    const refunds = await loaders.refundsByOrderId.load(orderId)
    const given = refunds.filter(({ orderLineId, status }) => orderLineId === id && status === 'SUCCEEDED')
    return toMoney({ minorUnits: given.reduce((sum, { amountMinor }) => sum + amountMinor, 0n), currency })
  },
  status: ({ fulfilment }) => fulfilment,
}
