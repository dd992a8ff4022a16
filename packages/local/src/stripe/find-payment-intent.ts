import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { notFound } from './api-failure.ts'
import type { Caller } from './authenticate.ts'

/**
 * The intent; a browser must know its client secret.
 * @throws ApiFailure 404, also for a wrong secret
 */
export function findPaymentIntent(
  account: Account,
  id: string,
  caller: Caller,
  clientSecret: unknown,
): Stripe.PaymentIntent {
  const intent = account.intents.get(id)
  if (intent === null) throw notFound('payment_intent', id, 'intent')
  if (caller === 'browser' && clientSecret !== intent.client_secret)
    throw notFound('payment_intent', id, 'client_secret')
  return intent
}
