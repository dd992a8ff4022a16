import type Stripe from 'stripe'
import { randomId } from '../provider/random-id.ts'
import { type Account, nowInSeconds } from './account.ts'
import type { TestCard } from './test-cards.ts'

/** Tries to take the intent's amount from the card and keeps the charge, paid or failed. */
export function chargeCard(account: Account, intent: Stripe.PaymentIntent, card: TestCard): Stripe.Charge {
  const declined = card.declineCode !== null
  const charge: Stripe.Charge = {
    ...unusedFeatures,
    id: randomId('ch_3', 23),
    object: 'charge',
    amount: intent.amount,
    amount_captured: declined ? 0 : intent.amount,
    amount_refunded: 0,
    captured: !declined,
    created: nowInSeconds(account),
    currency: intent.currency,
    description: intent.description,
    failure_code: declined ? 'card_declined' : null,
    failure_message: declined ? 'Your card was declined.' : null,
    metadata: intent.metadata,
    outcome: outcomeOf(card),
    paid: !declined,
    payment_intent: intent.id,
    payment_method: randomId('pm_1', 23),
    payment_method_details: { type: 'card', card: cardDetails(card, declined ? null : intent.amount) },
    receipt_email: intent.receipt_email,
    refunded: false,
    status: declined ? 'failed' : 'succeeded',
  }
  account.charges.put(charge.id, charge)
  return charge
}

function outcomeOf({ declineCode }: TestCard): Stripe.Charge.Outcome {
  const declined = declineCode !== null
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: declined ? 'declined_by_network' : 'approved_by_network',
    reason: declineCode,
    risk_level: 'normal',
    seller_message: declined ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
    type: declined ? 'issuer_declined' : 'authorized',
  }
}

function cardDetails({ brand, last4 }: TestCard, authorized: number | null): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: authorized,
    authorization_code: null,
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    electronic_commerce_indicator: null,
    exp_month: 12,
    exp_year: 2099,
    funding: 'credit',
    installments: null,
    last4,
    mandate: null,
    network: brand,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  }
}

/** What a charge shows of features that it does not use. */
const unusedFeatures = {
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
  calculated_statement_descriptor: null,
  customer: null,
  disputed: false,
  failure_balance_transaction: null,
  fraud_details: {},
  livemode: false,
  on_behalf_of: null,
  receipt_number: null,
  receipt_url: null,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<Stripe.Charge>
