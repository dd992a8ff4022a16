import type { JourneyTarget } from './target.ts'

/** What `checkout` answers for the client's side of a payment. */
export interface ClientPayment {
  provider: 'STRIPE' | 'RAZORPAY'
  clientSecret: string | null
  providerOrderId: string
}

/** Pays as the provider's own script in a browser does; the shop hears of it by webhook. */
export async function pay(target: JourneyTarget, payment: ClientPayment): Promise<void> {
  const response = payment.provider === 'STRIPE' ? await confirmCard(target, payment) : await payOrder(target, payment)
  if (!response.ok) throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
}

function confirmCard(
  { stripeUrl, stripePublishableKey }: JourneyTarget,
  { clientSecret, providerOrderId }: ClientPayment,
): Promise<Response> {
  return fetch(`${stripeUrl}/v1/payment_intents/${providerOrderId}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripePublishableKey}` },
    body: new URLSearchParams({ client_secret: clientSecret ?? '', payment_method: 'pm_card_visa' }),
  })
}

function payOrder({ razorpayUrl }: JourneyTarget, { providerOrderId }: ClientPayment): Promise<Response> {
  return fetch(`${razorpayUrl}/pay/${providerOrderId}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ vpa: 'success@razorpay' }),
  })
}
