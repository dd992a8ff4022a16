/** Where the stand-ins of the providers are. */
export interface PaymentPlaces {
  stripeUrl: string
  stripePublishableKey: string
  razorpayUrl: string
}

/** What `checkout` answers for the client's side of a payment. */
export interface ClientPayment {
  provider: 'STRIPE' | 'RAZORPAY'
  clientSecret: string | null
  providerOrderId: string
}

/**
 * Pays as the provider's own script in a browser does; the shop hears of it by webhook. What was paid before stays so: an
 * interrupted start may have done that.
 */
export async function pay(places: PaymentPlaces, payment: ClientPayment): Promise<void> {
  const response = payment.provider === 'STRIPE' ? await confirmCard(places, payment) : await payOrder(places, payment)
  if (response.ok) return
  const answer = await response.text()
  if (JSON.parse(answer).error?.payment_intent?.status === 'succeeded') return
  throw new Error(`the provider answered ${response.status}: ${answer}`)
}

function confirmCard({ stripeUrl, stripePublishableKey }: PaymentPlaces, payment: ClientPayment): Promise<Response> {
  return fetch(`${stripeUrl}/v1/payment_intents/${payment.providerOrderId}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripePublishableKey}` },
    body: new URLSearchParams({ client_secret: payment.clientSecret ?? '', payment_method: 'pm_card_visa' }),
  })
}

function payOrder({ razorpayUrl }: PaymentPlaces, payment: ClientPayment): Promise<Response> {
  return fetch(`${razorpayUrl}/pay/${payment.providerOrderId}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ vpa: 'success@razorpay' }),
  })
}
