import { toMoney } from '@lms/kit/money'
import type { OrderLineResolvers } from '../../types.generated.ts'

export const OrderLine: OrderLineResolvers = {
  course: ({ courseId }) => ({ id: courseId }),
  price: ({ priceMinor, currency }) => toMoney({ minorUnits: priceMinor, currency }),
  status: ({ fulfilment }) => fulfilment,
}
