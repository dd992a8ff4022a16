import { z } from 'zod'
import { randomId } from '../provider/random-id.ts'
import { type Account, nowInSeconds, type Payment, type Refund } from './account.ts'
import { ApiFailure, parseBody, unknownId } from './api-failure.ts'
import { emitEvent } from './emit-event.ts'
import { Amount, Notes } from './params.ts'

const CreateRefund = z.object({
  /** Absent: all that is left. */
  amount: Amount.optional(),
  speed: z.enum(['normal', 'optimum']).default('normal'),
  notes: Notes,
  receipt: z.string().max(40).nullish(),
})

/** `POST /v1/payments/:id/refund`: gives back at once, in part or in full. */
export function createRefund(account: Account, paymentId: string, body: unknown): Refund {
  const payment = account.payments.get(paymentId)
  if (payment === null) throw unknownId()
  const asked = parseBody(CreateRefund, body)
  const left = payment.amount - payment.amount_refunded
  if (!payment.captured) throw new ApiFailure('The payment status should be captured for action to be taken')
  if (left === 0) throw new ApiFailure('The payment has been fully refunded already')
  const amount = asked.amount ?? left
  if (amount > left) {
    throw new ApiFailure('The total refund amount is greater than the refund payment amount', { field: 'amount' })
  }
  const refund: Refund = {
    id: randomId('rfnd_', 14),
    entity: 'refund',
    amount,
    currency: payment.currency,
    payment_id: payment.id,
    notes: asked.notes,
    receipt: asked.receipt ?? null,
    acquirer_data: { rrn: null },
    created_at: nowInSeconds(account),
    batch_id: null,
    status: 'processed',
    speed_processed: 'normal',
    speed_requested: asked.speed,
  }
  record(account, payment, refund)
  return refund
}

function record(account: Account, before: Payment, refund: Refund): void {
  const amount_refunded = before.amount_refunded + refund.amount
  const isFull = amount_refunded === before.amount
  const payment: Payment = {
    ...before,
    amount_refunded,
    refund_status: isFull ? 'full' : 'partial',
    status: isFull ? 'refunded' : 'captured',
  }
  account.refunds.put(refund.id, refund)
  account.payments.put(payment.id, payment)
  emitEvent(account, 'refund.created', { refund, payment })
  emitEvent(account, 'refund.processed', { refund, payment })
}
