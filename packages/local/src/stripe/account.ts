import type { Clock } from '@lms/kit/clock'
import type Stripe from 'stripe'
import type { Collection, DocumentStore } from '../provider/document-store.ts'
import type { WebhookDeliveries } from '../provider/webhook-deliveries.ts'

/** An answer of the API. */
export interface Reply {
  readonly status: number
  readonly body: unknown
}

/** The answer that a request with an idempotency key got. */
export interface IdempotentReply {
  /** Digest of what was asked. */
  readonly fingerprint: string
  readonly reply: Reply
  /** Milliseconds of the epoch. */
  readonly at: number
}

/** What happened to an object, as listed under `/v1/events` and posted to the webhook. */
export interface StripeEvent {
  readonly id: string
  readonly object: 'event'
  readonly api_version: string
  readonly created: number
  readonly data: { readonly object: unknown; readonly previous_attributes?: unknown }
  readonly livemode: false
  readonly pending_webhooks: number
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null }
  readonly type: string
}

/** The state of the one Stripe account that the stand-in has. */
export interface Account {
  readonly store: DocumentStore
  readonly intents: Collection<Stripe.PaymentIntent>
  readonly charges: Collection<Stripe.Charge>
  readonly refunds: Collection<Stripe.Refund>
  readonly events: Collection<StripeEvent>
  readonly idempotentReplies: Collection<IdempotentReply>
  readonly deliveries: WebhookDeliveries
  readonly clock: Clock
}

export function openAccount(store: DocumentStore, deliveries: WebhookDeliveries, clock: Clock): Account {
  return {
    store,
    intents: store.collection('payment_intent'),
    charges: store.collection('charge'),
    refunds: store.collection('refund'),
    events: store.collection('event'),
    idempotentReplies: store.collection('idempotent_reply'),
    deliveries,
    clock,
  }
}

/** The present second, as Stripe writes time. */
export function nowInSeconds({ clock }: Account): number {
  return Math.floor(clock.now().getTime() / 1000)
}
