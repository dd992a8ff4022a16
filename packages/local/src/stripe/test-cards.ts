import { refuse } from './api-failure.ts'

/** A card that Stripe documents for tests. */
export interface TestCard {
  readonly brand: string
  readonly last4: string
  /** Why the bank declines; null: it pays. */
  readonly declineCode: string | null
}

/** By the payment method that names it, see https://docs.stripe.com/testing. */
const testCards: Readonly<Record<string, TestCard>> = {
  pm_card_visa: { brand: 'visa', last4: '4242', declineCode: null },
  pm_card_mastercard: { brand: 'mastercard', last4: '4444', declineCode: null },
  pm_card_visa_chargeDeclined: { brand: 'visa', last4: '0002', declineCode: 'generic_decline' },
  pm_card_visa_chargeDeclinedInsufficientFunds: { brand: 'visa', last4: '9995', declineCode: 'insufficient_funds' },
}

/** @throws ApiFailure where no such card is documented */
export function findTestCard(paymentMethod: string): TestCard {
  const card = Object.hasOwn(testCards, paymentMethod) ? testCards[paymentMethod] : undefined
  if (card !== undefined) return card
  const known = Object.keys(testCards).join(', ')
  const message = `No such PaymentMethod: '${paymentMethod}'. This stand-in knows ${known}.`
  throw refuse(message, { code: 'resource_missing', param: 'payment_method' })
}
