import type { IncomingHttpHeaders } from 'node:http'
import type { Amount } from '@lms/kit/money'
import type { PaymentStatus, PaymentProvider as ProviderName, RefundStatus } from '../generated/prisma/enums.ts'

export type { ProviderName }

/** What is to be collected. The same payment is always asked for in the same words. */
export interface PaymentRequest {
  /** Our payment; also what makes asking again harmless. */
  paymentId: string
  orderId: string
  amount: Amount
}

/** What the buyer pays at. */
export interface OpenedPayment {
  /** Provider's id: a PaymentIntent, a Razorpay order. */
  reference: string
  /** Lets the buyer's client confirm it; null where the provider has no such thing. */
  clientSecret: string | null
}

/** Money that the provider has taken from the buyer. */
export interface Charge extends Amount {
  /** Provider's id of the movement; the same money has the same id wherever it is seen. */
  reference: string
}

/** What a provider says about a payment, by webhook or when asked. */
export interface Observation {
  /** Our payment, where the provider knows it. */
  paymentId: string | null
  /** As in `OpenedPayment`. */
  reference: string
  status: PaymentStatus
  /** When it was so. */
  at: Date
  failureCode: string | null
  charge: Charge | null
}

/** Money to be given back. The same refund is always asked for in the same words. */
export interface RefundRequest {
  /** Our refund; also what makes asking again harmless. */
  refundId: string
  /** Provider's id of the movement by which it was taken. */
  charge: string
  amount: Amount
}

/** What a provider says about a refund, by webhook or when asked. */
export interface RefundObservation {
  /** Our refund. */
  refundId: string
  /** Provider's id; null when it refused. */
  reference: string | null
  status: RefundStatus
  failureCode: string | null
}

/** What a genuine webhook means here. */
export type Interpretation =
  | { kind: 'OBSERVED'; observation: Observation }
  | { kind: 'REFUND'; refund: RefundObservation }
  /** Nothing that a payment depends on. */
  | { kind: 'IGNORED' }
  /** From test mode to a live service, or the reverse. */
  | { kind: 'WRONG_MODE' }

/** A company that collects money. */
export interface PaymentProvider {
  /**
   * Makes what the buyer pays at, or finds what an earlier call for the same payment made.
   * @throws ProviderRefusal when it will never take this payment, ProviderUnavailable when it may do so later
   */
  open(request: PaymentRequest): Promise<OpenedPayment>
  /** What became of it until now. */
  look(reference: string, now: Date): Promise<Observation>
  /**
   * Gives money back, or finds what an earlier call for the same refund did.
   * @throws ProviderRefusal when it never will, ProviderUnavailable when it may do so later
   */
  refund(request: RefundRequest): Promise<RefundObservation>
  /** Page where a person pays; null where none is configured. */
  redirectUrl(opened: OpenedPayment): string | null
  /** Id and type of the event, if its signature over the received bytes is genuine; otherwise null. */
  verify(body: Buffer, headers: IncomingHttpHeaders, now: Date): { eventId: string; type: string } | null
  /**
   * Reads the body of a verified webhook.
   * @throws when an event of a known type has an unknown shape
   */
  interpret(body: string): Interpretation
}

export type PaymentProviders = Readonly<Record<ProviderName, PaymentProvider>>

/** The provider will not take a payment, however often it is asked. */
export class ProviderRefusal extends Error {
  /** Provider's code, for example amount_too_small. */
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(`The provider refused the payment: ${code}`, options)
    this.name = 'ProviderRefusal'
    this.code = code
  }
}

/** The provider did not answer, or not now. It may have done what it was asked. */
export class ProviderUnavailable extends Error {
  constructor(options: ErrorOptions) {
    super('The provider does not answer', options)
    this.name = 'ProviderUnavailable'
  }
}
