import { z } from 'zod'
import type { PaymentStatus } from '../generated/prisma/enums.ts'
import type { Observation } from './payment-provider.ts'

/** What is read of Razorpay's payment entity (https://razorpay.com/docs/api/payments/entity). */
export const RazorpayPayment = z.object({
  id: z.string(),
  /** Null for payments that were made without an order, which are not ours. */
  order_id: z.string().nullish(),
  amount: z.int(),
  currency: z.string(),
  status: z.enum(['created', 'authorized', 'captured', 'refunded', 'failed']),
  created_at: z.int().optional(),
  error_code: z.string().nullish(),
  error_reason: z.string().nullish(),
})

export type RazorpayPayment = z.infer<typeof RazorpayPayment>

const STATUS = {
  created: 'PENDING',
  authorized: 'PROCESSING',
  captured: 'SUCCEEDED',
  // What was given back had been taken.
  refunded: 'SUCCEEDED',
  failed: 'FAILED',
} as const satisfies Record<RazorpayPayment['status'], PaymentStatus>

/** What one try of the buyer says about the payment; null when it belongs to no order. */
export function observePayment(payment: RazorpayPayment, at: Date): Observation | null {
  if (!payment.order_id) return null
  const status = STATUS[payment.status]
  return {
    paymentId: null,
    reference: payment.order_id,
    status,
    at,
    failureCode: status === 'FAILED' ? (payment.error_reason ?? payment.error_code ?? null) : null,
    charge:
      status === 'SUCCEEDED'
        ? { reference: payment.id, minorUnits: BigInt(payment.amount), currency: payment.currency }
        : null,
  }
}

/** What all tries on an order say: the one that took money counts, otherwise the latest. */
export function observeOrder(reference: string, payments: readonly RazorpayPayment[], now: Date): Observation {
  const byTime = payments.toSorted((left, right) => (left.created_at ?? 0) - (right.created_at ?? 0))
  const decisive = byTime.find(({ status }) => STATUS[status] === 'SUCCEEDED') ?? byTime.at(-1)
  const observation = decisive && observePayment({ ...decisive, order_id: reference }, now)
  return observation ?? { paymentId: null, reference, status: 'PENDING', at: now, failureCode: null, charge: null }
}
