import { createHmac, randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import type { TestPayment } from './start-payment.ts'

/** A webhook as a provider sends it. */
export interface SignedWebhook {
  path: '/webhooks/stripe' | '/webhooks/razorpay'
  body: string
  headers: Record<string, string>
}

/** Posts a webhook and tells the status of the answer. */
export async function post(payment: TestPayment, { path, body, headers }: SignedWebhook): Promise<number> {
  const response = await fetch(`${payment.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  await response.body?.cancel()
  return response.status
}

export interface StripeFacts {
  type: string
  /** What differs from the payment intent as it was made. */
  intent?: object
  created?: number
  id?: string
  livemode?: boolean
  secret?: string
  /** When it was signed, in seconds. */
  timestamp?: number
}

/** An event about a payment intent, signed like Stripe's. */
export function stripeWebhook(payment: TestPayment, base: object, facts: StripeFacts): SignedWebhook {
  const now = Math.floor(Date.now() / 1000)
  const body = JSON.stringify({
    id: facts.id ?? `evt_${randomUUID()}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: facts.created ?? now,
    data: { object: { ...base, ...facts.intent } },
    livemode: facts.livemode ?? false,
    pending_webhooks: 1,
    request: null,
    type: facts.type,
  })
  const { secret = payment.providers.secrets.stripe.webhookSecret, timestamp = now } = facts
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp })
  return { path: '/webhooks/stripe', body, headers: { 'stripe-signature': signature } }
}

/** An event about a try on a Razorpay order, signed like Razorpay's. */
export function razorpayWebhook(
  payment: TestPayment,
  event: string,
  facts: { entity: object; createdAt?: number; id?: string; secret?: string },
): SignedWebhook {
  const { entity, createdAt = 1_800_000_000, id = randomUUID() } = facts
  const { secret = payment.providers.secrets.razorpay.webhookSecret } = facts
  const body = JSON.stringify({
    entity: 'event',
    account_id: 'acc_test',
    event,
    contains: ['payment'],
    payload: { payment: { entity } },
    created_at: createdAt,
  })
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'x-razorpay-signature': signature, 'x-razorpay-event-id': id }
  return { path: '/webhooks/razorpay', body, headers }
}
