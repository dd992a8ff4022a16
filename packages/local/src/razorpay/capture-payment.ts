import type { Account, Order, Payment } from './account.ts'
import { unknownId } from './api-failure.ts'
import { emitEvent } from './emit-event.ts'

/** Takes the money of an authorised payment, which pays its order. */
export function capturePayment(account: Account, authorized: Payment): Payment {
  const record = account.orders.get(authorized.order_id)
  if (record === null) throw unknownId()
  const payment: Payment = { ...authorized, status: 'captured', captured: true, fee: 0, tax: 0 }
  const order: Order = { ...record.order, status: 'paid', amount_paid: payment.amount, amount_due: 0 }
  account.payments.put(payment.id, payment)
  account.orders.put(order.id, { ...record, order })
  emitEvent(account, 'payment.captured', { payment })
  emitEvent(account, 'order.paid', { payment, order })
  return payment
}
