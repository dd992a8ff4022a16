import { createHmac } from 'node:crypto'

/** The header `x-razorpay-signature`. */
export const signRazorpayWebhook = (body: string, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('hex')
