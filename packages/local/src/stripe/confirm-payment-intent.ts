import type Stripe from 'stripe'
import { z } from 'zod'
import type { Account, Reply } from './account.ts'
import { parseParams, refuse } from './api-failure.ts'
import { chargeCard } from './charge-card.ts'
import { emitEvent } from './emit-event.ts'
import { findTestCard } from './test-cards.ts'

const ConfirmParams = z.object({ payment_method: z.string().optional() })

/** `POST /v1/payment_intents/:id/confirm`: pays, or is declined with 402 and waits for another card. */
export function confirmPaymentIntent(account: Account, intent: Stripe.PaymentIntent, params: unknown): Reply {
  const { payment_method } = parseParams(ConfirmParams, params)
  assertConfirmable(intent)
  const paymentMethod = payment_method ?? (intent.payment_method as string | null)
  if (paymentMethod === null) {
    const message =
      "You cannot confirm this PaymentIntent because it's missing a payment method. " +
      'You can either update the PaymentIntent with a payment method and then confirm it again, ' +
      'or confirm it again directly with a payment method.'
    throw refuse(message, { code: 'payment_intent_unexpected_state', param: 'payment_method' })
  }
  const card = findTestCard(paymentMethod)
  const charge = chargeCard(account, intent, card)
  return card.declineCode === null
    ? succeed(account, intent, charge)
    : decline(account, intent, charge, card.declineCode)
}

function assertConfirmable(intent: Stripe.PaymentIntent): void {
  const { status } = intent
  if (status === 'requires_payment_method' || status === 'requires_confirmation') return
  const message =
    status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `This PaymentIntent's payment could not be confirmed because it has a status of ${status}.`
  throw refuse(message, { code: 'payment_intent_unexpected_state', payment_intent: intent })
}

function succeed(account: Account, intent: Stripe.PaymentIntent, charge: Stripe.Charge): Reply {
  const paid: Stripe.PaymentIntent = {
    ...intent,
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    payment_method: charge.payment_method,
    status: 'succeeded',
  }
  account.intents.put(paid.id, paid)
  emitEvent(account, 'charge.succeeded', charge)
  emitEvent(account, 'payment_intent.succeeded', paid)
  return { status: 200, body: paid }
}

function decline(account: Account, intent: Stripe.PaymentIntent, charge: Stripe.Charge, declineCode: string): Reply {
  const error = {
    type: 'card_error' as const,
    charge: charge.id,
    code: 'card_declined' as const,
    decline_code: declineCode,
    doc_url: 'https://docs.stripe.com/error-codes/card-declined',
    message: declineCode === 'insufficient_funds' ? 'Your card has insufficient funds.' : 'Your card was declined.',
  }
  const waiting: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: error,
    latest_charge: charge.id,
    payment_method: null,
    status: 'requires_payment_method',
  }
  account.intents.put(waiting.id, waiting)
  emitEvent(account, 'charge.failed', charge)
  emitEvent(account, 'payment_intent.payment_failed', waiting)
  return { status: 402, body: { error: { ...error, payment_intent: waiting } } }
}
