import type { IncomingHttpHeaders } from 'node:http'
import Stripe from 'stripe'
import type { PaymentConfig } from '../config.ts'
import type { PaymentStatus } from '../generated/prisma/enums.ts'
import { checkoutUrl } from './checkout-url.ts'
import { isPermanentRefusal } from './is-permanent-refusal.ts'
import {
  type Interpretation,
  type Observation,
  type PaymentProvider,
  ProviderRefusal,
  ProviderUnavailable,
  type RefundObservation,
} from './payment-provider.ts'
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts'

type StripeConfig = Pick<
  PaymentConfig,
  'STRIPE_SECRET_KEY' | 'STRIPE_WEBHOOK_SECRET' | 'STRIPE_API_URL' | 'STRIPE_CHECKOUT_URL'
>

/** Age at which a signed webhook is taken for a replay. */
const TOLERANCE_SECONDS = 300

/** Stripe through its own SDK: a payment is a PaymentIntent that names ours in its metadata. */
export function createStripe(config: StripeConfig): PaymentProvider {
  const stripe = connect(config)
  const live = /^(sk|rk)_live_/.test(config.STRIPE_SECRET_KEY)
  return {
    async open({ paymentId, orderId, amount }) {
      const intent = await stripe.paymentIntents
        .create(
          {
            amount: toStripeAmount(amount),
            currency: amount.currency.toLowerCase(),
            automatic_payment_methods: { enabled: true },
            metadata: { payment_id: paymentId, order_id: orderId },
          },
          { idempotencyKey: paymentId },
        )
        .catch(translate)
      return { reference: intent.id, clientSecret: intent.client_secret }
    },
    look: async (reference, now) => observe(await stripe.paymentIntents.retrieve(reference), now),
    refund: async ({ refundId, charge, amount }) => {
      // Stripe forgets keys after a day: what an earlier call made is found among the payment's refunds.
      const { data } = await stripe.refunds.list({ payment_intent: charge, limit: 100 }).catch(translate)
      const found = data.find(({ metadata }) => metadata?.refund_id === refundId)
      if (found) return observeRefund(found, refundId)
      const refund = await stripe.refunds
        .create(
          { payment_intent: charge, amount: toStripeAmount(amount), metadata: { refund_id: refundId } },
          { idempotencyKey: refundId },
        )
        .catch(translate)
      return observeRefund(refund, refundId)
    },
    redirectUrl: (opened) => checkoutUrl(config.STRIPE_CHECKOUT_URL, opened),
    verify: (body, headers, now) => verify(stripe, config.STRIPE_WEBHOOK_SECRET, { body, headers, now }),
    interpret: (body) => interpret(JSON.parse(body) as Stripe.Event, live),
  }
}

function connect({ STRIPE_SECRET_KEY, STRIPE_API_URL }: StripeConfig): Stripe {
  const { protocol, hostname, port } = new URL(STRIPE_API_URL)
  const http = protocol === 'http:'
  return new Stripe(STRIPE_SECRET_KEY, {
    apiVersion: '2026-10-28.endive',
    protocol: http ? 'http' : 'https',
    host: hostname,
    port: port || (http ? 80 : 443),
    timeout: 5_000,
    maxNetworkRetries: 1,
    telemetry: false,
  })
}

function translate(error: unknown): never {
  // A key used with other parameters is our own mistake and must not pass for a refusal.
  const isBug = !(error instanceof Stripe.errors.StripeError) || error instanceof Stripe.errors.StripeIdempotencyError
  if (isBug) throw error
  if (isPermanentRefusal(error.statusCode)) throw new ProviderRefusal(error.code ?? error.type, { cause: error })
  throw new ProviderUnavailable({ cause: error })
}

interface Delivery {
  body: Buffer
  headers: IncomingHttpHeaders
  now: Date
}

function verify(stripe: Stripe, secrets: readonly string[], { body, headers, now }: Delivery) {
  const signature = headers['stripe-signature']
  if (typeof signature !== 'string') return null
  for (const secret of secrets) {
    try {
      const { id, type } = stripe.webhooks.constructEvent(
        body,
        signature,
        secret,
        TOLERANCE_SECONDS,
        undefined,
        now.getTime(),
      )
      return { eventId: id, type }
    } catch {
      // Perhaps signed with another of the secrets.
    }
  }
  return null
}

function interpret(event: Stripe.Event, live: boolean): Interpretation {
  if (event.livemode !== live) return { kind: 'WRONG_MODE' }
  const { object } = event.data
  if ('object' in object && object.object === 'refund') {
    const refundId = object.metadata?.refund_id
    return refundId === undefined ? { kind: 'IGNORED' } : { kind: 'REFUND', refund: observeRefund(object, refundId) }
  }
  if (!('object' in object) || object.object !== 'payment_intent') return { kind: 'IGNORED' }
  return { kind: 'OBSERVED', observation: observe(object, new Date(event.created * 1000)) }
}

function observe(intent: Stripe.PaymentIntent, at: Date): Observation {
  const status = statusOf(intent)
  const failure = intent.last_payment_error
  return {
    paymentId: intent.metadata.payment_id ?? null,
    reference: intent.id,
    status,
    at,
    failureCode: status === 'FAILED' ? (failure?.decline_code ?? failure?.code ?? failure?.type ?? null) : null,
    // An intent takes money once, so its own id names the movement.
    charge:
      status === 'SUCCEEDED'
        ? { reference: intent.id, ...fromStripeAmount(intent.amount_received, intent.currency) }
        : null,
  }
}

function observeRefund({ id, status, failure_reason }: Stripe.Refund, refundId: string): RefundObservation {
  const failed = status === 'failed' || status === 'canceled'
  return {
    refundId,
    reference: id,
    status: status === 'succeeded' ? 'SUCCEEDED' : failed ? 'FAILED' : 'PENDING',
    failureCode: failed ? (failure_reason ?? status) : null,
  }
}

function statusOf({ status, last_payment_error }: Stripe.PaymentIntent): PaymentStatus {
  switch (status) {
    case 'succeeded':
      return 'SUCCEEDED'
    case 'canceled':
      return 'CANCELLED'
    case 'processing':
    case 'requires_capture':
      return 'PROCESSING'
    default:
      return last_payment_error ? 'FAILED' : 'PENDING'
  }
}
