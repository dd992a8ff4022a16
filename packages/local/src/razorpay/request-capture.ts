import { z } from 'zod'
import type { Account, Payment } from './account.ts'
import { ApiFailure, parseBody, unknownId } from './api-failure.ts'
import { capturePayment } from './capture-payment.ts'
import { Amount } from './params.ts'

const Capture = z.object({ amount: Amount, currency: z.string().optional() })

/** `POST /v1/payments/:id/capture` */
export function requestCapture(account: Account, id: string, body: unknown): Payment {
  const payment = account.payments.get(id)
  if (payment === null) throw unknownId()
  const { amount, currency = payment.currency } = parseBody(Capture, body)
  if (payment.captured) throw new ApiFailure('This payment has already been captured')
  if (payment.status !== 'authorized') {
    throw new ApiFailure('Only payments which have been authorized and not yet captured can be captured')
  }
  if (amount !== payment.amount || currency !== payment.currency) {
    throw new ApiFailure('Capture amount must be equal to the amount authorized', { field: 'amount' })
  }
  return capturePayment(account, payment)
}
