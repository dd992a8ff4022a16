import type Stripe from 'stripe'
import { z } from 'zod'
import { type Account, nowInSeconds, type Reply } from './account.ts'
import { parseParams, refuse } from './api-failure.ts'
import { emitEvent } from './emit-event.ts'

const CancelParams = z.object({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
})

/** `POST /v1/payment_intents/:id/cancel`: nothing can be paid on it any more. */
export function cancelPaymentIntent(account: Account, intent: Stripe.PaymentIntent, params: unknown): Reply {
  const { cancellation_reason } = parseParams(CancelParams, params)
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    const message =
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. ` +
      'Only a PaymentIntent with one of the following statuses may be canceled: ' +
      'requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.'
    throw refuse(message, { code: 'payment_intent_unexpected_state' })
  }
  const canceled: Stripe.PaymentIntent = {
    ...intent,
    canceled_at: nowInSeconds(account),
    cancellation_reason: cancellation_reason ?? null,
    status: 'canceled',
  }
  account.intents.put(canceled.id, canceled)
  emitEvent(account, 'payment_intent.canceled', canceled)
  return { status: 200, body: canceled }
}
