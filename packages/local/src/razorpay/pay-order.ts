import { randomId } from '../provider/random-id.ts'
import { type Account, nowInSeconds, type Order, type Payment } from './account.ts'
import { ApiFailure, unknownId } from './api-failure.ts'
import { capturePayment } from './capture-payment.ts'
import { emitEvent } from './emit-event.ts'

/** Who pays, as typed into the checkout. */
export interface Payer {
  /** UPI address: `success@razorpay` pays, `failure@razorpay` is declined, see Razorpay's test data. */
  readonly vpa: string
  readonly email: string | null
  readonly contact: string | null
}

/** Makes one payment on an order, as its payer does in the checkout; a declined one comes back as `failed`. */
export function payOrder(account: Account, orderId: string, payer: Payer): Payment {
  const record = account.orders.get(orderId)
  if (record === null) throw unknownId()
  if (record.order.status === 'paid') throw new ApiFailure('Payment has already been done for this order.')
  if (payer.vpa !== 'success@razorpay' && payer.vpa !== 'failure@razorpay') {
    throw new ApiFailure('Invalid VPA. This stand-in knows success@razorpay and failure@razorpay.', { field: 'vpa' })
  }
  const order: Order = { ...record.order, status: 'attempted', attempts: record.order.attempts + 1 }
  account.orders.put(order.id, { ...record, order })
  const payment = newPayment(order, payer, nowInSeconds(account))
  account.payments.put(payment.id, payment)
  if (payment.status === 'failed') {
    emitEvent(account, 'payment.failed', { payment })
    return payment
  }
  emitEvent(account, 'payment.authorized', { payment })
  return record.captures ? capturePayment(account, payment) : payment
}

function newPayment(order: Order, { vpa, email, contact }: Payer, created_at: number): Payment {
  const failed = vpa === 'failure@razorpay'
  return {
    id: randomId('pay_', 14),
    entity: 'payment',
    amount: order.amount,
    currency: order.currency,
    status: failed ? 'failed' : 'authorized',
    order_id: order.id,
    invoice_id: null,
    international: false,
    method: 'upi',
    amount_refunded: 0,
    refund_status: null,
    captured: false,
    description: null,
    card_id: null,
    bank: null,
    wallet: null,
    vpa,
    email,
    contact,
    notes: order.notes,
    fee: null,
    tax: null,
    error_code: failed ? 'BAD_REQUEST_ERROR' : null,
    error_description: failed ? 'Your payment was declined by the bank. Try another method.' : null,
    error_source: failed ? 'bank' : null,
    error_step: failed ? 'payment_authorization' : null,
    error_reason: failed ? 'payment_failed' : null,
    acquirer_data: { rrn: failed ? null : String(created_at) },
    created_at,
  }
}
