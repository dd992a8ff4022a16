import type Stripe from 'stripe'
import { z } from 'zod'
import { randomId } from '../provider/random-id.ts'
import { type Account, nowInSeconds, type Reply } from './account.ts'
import { parseParams, refuse } from './api-failure.ts'
import { confirmPaymentIntent } from './confirm-payment-intent.ts'
import { emitEvent } from './emit-event.ts'
import { Amount, Currency, Flag, Metadata } from './params.ts'

const CreateParams = z.object({
  amount: Amount,
  currency: Currency,
  metadata: Metadata,
  description: z.string().optional(),
  receipt_email: z.email().optional(),
  customer: z.string().optional(),
  capture_method: z.enum(['automatic', 'automatic_async']).default('automatic_async'),
  automatic_payment_methods: z
    .object({ enabled: Flag, allow_redirects: z.enum(['always', 'never']).default('always') })
    .optional(),
  payment_method_types: z.array(z.string()).default(['card']),
  payment_method: z.string().optional(),
  confirm: Flag.default(false),
})

type Params = z.infer<typeof CreateParams>

/** `POST /v1/payment_intents` */
export function createPaymentIntent(account: Account, params: unknown): Reply {
  const asked = parseParams(CreateParams, params)
  if (!asked.payment_method_types.includes('card')) {
    throw refuse('This stand-in only takes cards.', { param: 'payment_method_types' })
  }
  const intent = newIntent(asked, nowInSeconds(account))
  account.intents.put(intent.id, intent)
  emitEvent(account, 'payment_intent.created', intent)
  if (!asked.confirm) return { status: 200, body: intent }
  return confirmPaymentIntent(account, intent, { payment_method: asked.payment_method })
}

function newIntent(asked: Params, created: number): Stripe.PaymentIntent {
  const id = randomId('pi_3', 23)
  return {
    ...unusedFeatures,
    id,
    object: 'payment_intent',
    amount: asked.amount,
    automatic_payment_methods: asked.automatic_payment_methods ?? null,
    capture_method: asked.capture_method,
    client_secret: randomId(`${id}_secret_`, 25),
    created,
    currency: asked.currency,
    customer: asked.customer ?? null,
    description: asked.description ?? null,
    metadata: asked.metadata,
    payment_method: asked.payment_method ?? null,
    payment_method_types: asked.payment_method_types,
    receipt_email: asked.receipt_email ?? null,
    status: asked.payment_method === undefined ? 'requires_payment_method' : 'requires_confirmation',
  }
}

/** What an intent shows of features that it does not use. */
const unusedFeatures = {
  allowed_payment_method_types: null,
  amount_capturable: 0,
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  canceled_at: null,
  cancellation_reason: null,
  confirmation_method: 'automatic',
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_method_options: {
    card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
  },
  payment_record: null,
  processing: null,
  review: null,
  setup_future_usage: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<Stripe.PaymentIntent>
