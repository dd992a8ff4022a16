import type { Clock } from '@lms/kit/clock'
import type { Collection, DocumentStore } from '../provider/document-store.ts'
import type { WebhookDeliveries } from '../provider/webhook-deliveries.ts'

/** The merchant's own key-value pairs; Razorpay writes none as an empty array. */
export type Notes = Record<string, string | number> | []

export interface Order {
  readonly id: string
  readonly entity: 'order'
  readonly amount: number
  readonly amount_paid: number
  readonly amount_due: number
  readonly currency: string
  readonly receipt: string | null
  readonly offer_id: null
  readonly status: 'created' | 'attempted' | 'paid'
  readonly attempts: number
  readonly notes: Notes
  readonly created_at: number
}

export interface Payment {
  readonly id: string
  readonly entity: 'payment'
  readonly amount: number
  readonly currency: string
  readonly status: 'authorized' | 'captured' | 'refunded' | 'failed'
  readonly order_id: string
  readonly invoice_id: null
  readonly international: false
  readonly method: 'upi'
  readonly amount_refunded: number
  readonly refund_status: 'partial' | 'full' | null
  readonly captured: boolean
  readonly description: null
  readonly card_id: null
  readonly bank: null
  readonly wallet: null
  readonly vpa: string
  readonly email: string | null
  readonly contact: string | null
  readonly notes: Notes
  readonly fee: number | null
  readonly tax: number | null
  readonly error_code: string | null
  readonly error_description: string | null
  readonly error_source: string | null
  readonly error_step: string | null
  readonly error_reason: string | null
  readonly acquirer_data: { readonly rrn: string | null }
  readonly created_at: number
}

export interface Refund {
  readonly id: string
  readonly entity: 'refund'
  readonly amount: number
  readonly currency: string
  readonly payment_id: string
  readonly notes: Notes
  readonly receipt: string | null
  readonly acquirer_data: { readonly rrn: string | null }
  readonly created_at: number
  readonly batch_id: null
  readonly status: 'processed'
  readonly speed_processed: 'normal' | 'instant'
  readonly speed_requested: 'normal' | 'optimum'
}

/** An order as the API shows it, and what it keeps to itself. */
export interface OrderRecord {
  readonly order: Order
  /** Whether a payment is captured as soon as it is authorised. */
  readonly captures: boolean
}

/** The state of the one Razorpay account that the stand-in has. */
export interface Account {
  readonly store: DocumentStore
  readonly orders: Collection<OrderRecord>
  readonly payments: Collection<Payment>
  readonly refunds: Collection<Refund>
  readonly deliveries: WebhookDeliveries
  readonly clock: Clock
}

export function openAccount(store: DocumentStore, deliveries: WebhookDeliveries, clock: Clock): Account {
  return {
    store,
    orders: store.collection('order'),
    payments: store.collection('payment'),
    refunds: store.collection('refund'),
    deliveries,
    clock,
  }
}

/** The present second, as Razorpay writes time. */
export function nowInSeconds({ clock }: Account): number {
  return Math.floor(clock.now().getTime() / 1000)
}
