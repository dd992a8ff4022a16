import { z } from 'zod'
import type { RefundObservation } from './payment-provider.ts'

/** What is read of Razorpay's refund entity (https://razorpay.com/docs/api/refunds/entity). */
export const RazorpayRefund = z.object({
  id: z.string(),
  /** Our refund, for those that we asked for. */
  receipt: z.string().nullish(),
  status: z.enum(['pending', 'processed', 'failed']),
})

const STATUS = { pending: 'PENDING', processed: 'SUCCEEDED', failed: 'FAILED' } as const

export function observeRefund({ id, status }: z.infer<typeof RazorpayRefund>, refundId: string): RefundObservation {
  return { refundId, reference: id, status: STATUS[status], failureCode: status === 'failed' ? 'refund_failed' : null }
}
