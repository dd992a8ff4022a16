import type Stripe from 'stripe'
import { z } from 'zod'
import { randomId } from '../provider/random-id.ts'
import { type Account, nowInSeconds, type Reply } from './account.ts'
import { notFound, parseParams, refuse } from './api-failure.ts'
import { emitEvent } from './emit-event.ts'
import { Amount, Metadata } from './params.ts'

const RefundParams = z.object({
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
  /** Absent: all that is left. */
  amount: Amount.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: Metadata,
})

type Params = z.infer<typeof RefundParams>

/** `POST /v1/refunds`: gives back at once, in part or in full. */
export function createRefund(account: Account, params: unknown): Reply {
  const asked = parseParams(RefundParams, params)
  const charge = findCharge(account, asked)
  const left = charge.amount_captured - charge.amount_refunded
  if (left === 0) {
    throw refuse(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
  }
  const amount = asked.amount ?? left
  if (amount > left) {
    throw refuse(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' })
  }
  const refund = newRefund(asked, charge, amount, nowInSeconds(account))
  const refunded: Stripe.Charge = {
    ...charge,
    amount_refunded: charge.amount_refunded + amount,
    refunded: amount === left,
  }
  account.refunds.put(refund.id, refund)
  account.charges.put(refunded.id, refunded)
  emitEvent(account, 'refund.created', refund)
  const before = { amount_refunded: charge.amount_refunded, refunded: charge.refunded }
  emitEvent(account, 'charge.refunded', refunded, before)
  return { status: 200, body: refund }
}

function findCharge(account: Account, { charge: chargeId, payment_intent: intentId }: Params): Stripe.Charge {
  if (intentId !== undefined) {
    const intent = account.intents.get(intentId)
    if (intent === null) throw notFound('payment_intent', intentId, 'payment_intent')
    const latest = account.charges.get(String(intent.latest_charge))
    if (latest?.paid !== true) {
      throw refuse(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`)
    }
    return latest
  }
  if (chargeId === undefined) throw refuse('One of the following params should be provided: payment_intent or charge.')
  const charge = account.charges.get(chargeId)
  if (charge === null) throw notFound('charge', chargeId, 'charge')
  return charge
}

function newRefund(asked: Params, charge: Stripe.Charge, amount: number, created: number): Stripe.Refund {
  return {
    id: randomId('re_3', 23),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    metadata: asked.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: asked.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }
}
