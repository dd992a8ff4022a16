import { z } from 'zod'
import { randomId } from '../provider/random-id.ts'
import { type Account, nowInSeconds, type Order } from './account.ts'
import { parseBody } from './api-failure.ts'
import { Amount, Notes } from './params.ts'

const CreateOrder = z.object({
  amount: Amount,
  currency: z.string().refine((code) => Intl.supportedValuesOf('currency').includes(code), 'Currency is not supported'),
  receipt: z.string().max(40).optional(),
  notes: Notes,
  /** Older and newer way to say the same; an account captures automatically unless told otherwise. */
  payment_capture: z.union([z.boolean(), z.literal(0), z.literal(1)]).optional(),
  payment: z.object({ capture: z.enum(['automatic', 'manual']) }).optional(),
})

/** `POST /v1/orders` */
export function createOrder(account: Account, body: unknown): Order {
  const asked = parseBody(CreateOrder, body)
  const order: Order = {
    id: randomId('order_', 14),
    entity: 'order',
    amount: asked.amount,
    amount_paid: 0,
    amount_due: asked.amount,
    currency: asked.currency,
    receipt: asked.receipt ?? null,
    offer_id: null,
    status: 'created',
    attempts: 0,
    notes: asked.notes,
    created_at: nowInSeconds(account),
  }
  const captures =
    asked.payment === undefined ? Boolean(asked.payment_capture ?? true) : asked.payment.capture === 'automatic'
  account.orders.put(order.id, { order, captures })
  return order
}
