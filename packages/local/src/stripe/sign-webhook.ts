import { createHmac } from 'node:crypto'

/** The header `stripe-signature`: while a secret is replaced, a signature by each (https://docs.stripe.com/webhooks). */
export function signStripeWebhook(body: string, at: Date, secrets: readonly string[]): string {
  const seconds = Math.floor(at.getTime() / 1000)
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`,
  )
  return [`t=${seconds}`, ...signatures].join(',')
}
