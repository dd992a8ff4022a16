import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Amount } from '@lms/kit/money'
import Razorpay from 'razorpay'
import { z } from 'zod'
import type { PaymentConfig } from '../config.ts'
import { checkoutUrl } from './checkout-url.ts'
import { isPermanentRefusal } from './is-permanent-refusal.ts'
import {
  type Interpretation,
  type OpenedPayment,
  type PaymentProvider,
  type PaymentRequest,
  ProviderRefusal,
  ProviderUnavailable,
  type RefundObservation,
  type RefundRequest,
} from './payment-provider.ts'
import { observeOrder, observePayment, RazorpayPayment } from './razorpay-payment.ts'
import { observeRefund, RazorpayRefund } from './razorpay-refund.ts'

type RazorpayConfig = Pick<
  PaymentConfig,
  'RAZORPAY_KEY_ID' | 'RAZORPAY_KEY_SECRET' | 'RAZORPAY_WEBHOOK_SECRET' | 'RAZORPAY_API_URL' | 'RAZORPAY_CHECKOUT_URL'
>

/** Razorpay through its own SDK: a payment is a Razorpay order whose receipt is ours; the buyer may try several times. */
export function createRazorpay(config: RazorpayConfig): PaymentProvider {
  const razorpay = connect(config)
  return {
    open: (request) => open(razorpay, request),
    look: async (reference, now) => observeOrder(reference, await fetchPayments(razorpay, reference), now),
    refund: (request) => refund(razorpay, request),
    redirectUrl: (opened) => checkoutUrl(config.RAZORPAY_CHECKOUT_URL, opened),
    verify: (body, headers) => verify(config.RAZORPAY_WEBHOOK_SECRET, body, headers),
    interpret,
  }
}

function connect({ RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET, RAZORPAY_API_URL }: RazorpayConfig): Razorpay {
  const razorpay = new Razorpay({ key_id: RAZORPAY_KEY_ID, key_secret: RAZORPAY_KEY_SECRET })
  // The SDK has no options for these; its HTTP client is public all the same, but missing in the types.
  const { defaults } = (razorpay.api as unknown as { rq: { defaults: { baseURL: string; timeout: number } } }).rq
  defaults.baseURL = RAZORPAY_API_URL
  defaults.timeout = 5_000
  return razorpay
}

/** Razorpay knows no idempotency keys for orders: what an earlier call made is found by its receipt. */
async function open(razorpay: Razorpay, request: PaymentRequest): Promise<OpenedPayment> {
  const { paymentId, orderId, amount } = request
  const { items } = await razorpay.orders.all({ receipt: paymentId }).catch(translate)
  const found = items.find(({ receipt }) => receipt === paymentId)
  const order = found ?? (await create(razorpay, paymentId, orderId, amount))
  return { reference: order.id, clientSecret: null }
}

const create = (razorpay: Razorpay, receipt: string, orderId: string, { minorUnits, currency }: Amount) =>
  razorpay.orders
    .create({
      amount: Number(minorUnits),
      currency,
      receipt,
      notes: { order_id: orderId },
      // Razorpay gives authorised money back after three days unless it is captured.
      payment: {
        capture: 'automatic',
        capture_options: { automatic_expiry_period: 12, manual_expiry_period: 7_200, refund_speed: 'normal' },
      },
    })
    .catch(translate)

/** What an earlier call for the same refund made is found by its receipt. */
async function refund(razorpay: Razorpay, { refundId, charge, amount }: RefundRequest): Promise<RefundObservation> {
  const { items } = await razorpay.payments.fetchMultipleRefund(charge, { count: 100 }).catch(translate)
  const found = z
    .array(RazorpayRefund)
    .parse(items)
    .find(({ receipt }) => receipt === refundId)
  if (found) return observeRefund(found, refundId)
  const made = await razorpay.payments
    .refund(charge, { amount: Number(amount.minorUnits), receipt: refundId })
    .catch(translate)
  return observeRefund(RazorpayRefund.parse(made), refundId)
}

async function fetchPayments(razorpay: Razorpay, reference: string): Promise<RazorpayPayment[]> {
  const { items } = await razorpay.orders.fetchPayments(reference)
  return z.array(RazorpayPayment).parse(items)
}

const Failure = z.object({
  statusCode: z.coerce.number(),
  error: z.object({ code: z.string(), reason: z.string().nullish() }).partial().nullish(),
})

/** The SDK throws plain objects for answers, and a TypeError where there was none. */
function translate(error: unknown): never {
  const failure = Failure.safeParse(error).data
  if (failure && isPermanentRefusal(failure.statusCode)) {
    throw new ProviderRefusal(failure.error?.reason ?? failure.error?.code ?? String(failure.statusCode), {
      cause: error,
    })
  }
  throw new ProviderUnavailable({ cause: error })
}

/** The SDK's own check compares in variable time and over decoded text. */
function verify(secrets: readonly string[], body: Buffer, headers: IncomingHttpHeaders) {
  const signature = headers['x-razorpay-signature']
  if (typeof signature !== 'string') return null
  const given = Buffer.from(signature, 'utf8')
  const genuine = secrets.some((secret) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'), 'utf8')
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
  if (!genuine) return null
  const eventId = headers['x-razorpay-event-id']
  const { event } = Envelope.parse(JSON.parse(body.toString('utf8')))
  // The id stands outside the signature and may be missing; then the body names the event.
  const known = typeof eventId === 'string' && eventId !== ''
  return { eventId: known ? eventId.slice(0, 100) : createHash('sha256').update(body).digest('hex'), type: event }
}

const Envelope = z.object({ event: z.string() }).catch({ event: 'unknown' })

const RefundEvent = z.object({ payload: z.object({ refund: z.object({ entity: RazorpayRefund }) }) })

const PaymentEvent = z.object({
  created_at: z.int(),
  payload: z.object({ payment: z.object({ entity: RazorpayPayment }) }),
})

function interpret(body: string): Interpretation {
  const event: unknown = JSON.parse(body)
  if (/^refund\.[a-z_]+$/.test(Envelope.parse(event).event)) {
    const { entity } = RefundEvent.parse(event).payload.refund
    // One that was made by hand in the provider's own pages has no receipt of ours.
    return entity.receipt ? { kind: 'REFUND', refund: observeRefund(entity, entity.receipt) } : { kind: 'IGNORED' }
  }
  if (!/^payment\.[a-z]+$|^order\.paid$/.test(Envelope.parse(event).event)) return { kind: 'IGNORED' }
  const { created_at, payload } = PaymentEvent.parse(event)
  const observation = observePayment(payload.payment.entity, new Date(created_at * 1000))
  return observation ? { kind: 'OBSERVED', observation } : { kind: 'IGNORED' }
}
