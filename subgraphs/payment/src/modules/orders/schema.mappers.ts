import type { OrderLineModel, OrderModel, PaymentModel } from '../../generated/prisma/models.ts'

export type UserMapper = { id: string }
export type OrderMapper = OrderModel
export type OrderLineMapper = OrderLineModel & { currency: string }
export type PaymentMapper = PaymentModel
