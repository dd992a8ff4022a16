import { createHash } from 'node:crypto'
import { idText, requiredText } from '@lms/kit/input'
import { z } from 'zod'

/** Input of checkout. */
export const CheckoutRequest = z.object({
  items: z
    .array(z.object({ courseId: idText }))
    .min(1, 'must not be empty')
    .max(20, 'must have at most 20 courses')
    .superRefine((items, issues) => {
      items.forEach(({ courseId }, index) => {
        if (items.findIndex((item) => item.courseId === courseId) === index) return
        issues.addIssue({
          code: 'custom',
          message: 'is in the order already',
          path: [index, 'courseId'],
          params: { code: 'DUPLICATE_ITEM' },
        })
      })
    }),
  provider: z.enum(['STRIPE', 'RAZORPAY']),
  idempotencyKey: requiredText(255),
})

export type CheckoutRequest = z.infer<typeof CheckoutRequest>

/** Tells whether a key comes with the same request again. */
export function hashRequest({ idempotencyKey: _, ...request }: CheckoutRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex')
}
