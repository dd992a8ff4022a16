import {
  type Environment,
  parseEnvironment,
  port,
  retentionDays,
  secretList,
  subgraphEnvironment,
} from '@lms/kit/config'
import { SECRET } from '@lms/kit/secret'
import { z } from 'zod'

const apiUrl = (fallback: string) => z.url({ protocol: /^https?$/ }).default(fallback)

const checkoutUrl = z
  .string()
  .refine((template) => URL.canParse(template) && template.includes('{id}'), 'must be a URL with {id} in it')
  .optional()

/** Keys of accounts in which no money moves. */
const TEST_KEY = /^(sk|rk|rzp)_test_/

/** Environment of the payment service. */
export const paymentEnvironment = subgraphEnvironment
  .extend({
    PAYMENT_SERVICE_PORT: port(3003).describe('Port of the payment service'),
    REFUND_DAYS: z.coerce
      .number()
      .int()
      .min(0)
      .max(3_650)
      .default(14)
      .describe('How long after a purchase its buyer may give a course back'),
    WEBHOOK_RETENTION_DAYS: retentionDays(90).describe(
      'How long webhooks are kept after they were acted upon; longer than providers can send them again',
    ),
    STRIPE_SECRET_KEY: z
      .string()
      .min(8)
      .describe(
        "Server's key of the Stripe account: a live key takes live events only, a test key is refused in production",
      )
      .meta(SECRET),
    STRIPE_WEBHOOK_SECRET: secretList(8)
      .describe('Signing secret(s) of the Stripe webhook endpoint: any of them verifies')
      .meta(SECRET),
    STRIPE_API_URL: apiUrl('https://api.stripe.com').describe("Where Stripe's API is"),
    STRIPE_CHECKOUT_URL: checkoutUrl.describe(
      'Page where a person pays a PaymentIntent, with {id} and {clientSecret}; without it checkout gives no redirectUrl',
    ),
    RAZORPAY_KEY_ID: z
      .string()
      .min(8)
      .describe('Key id of the Razorpay account; that of a test key is refused in production'),
    RAZORPAY_KEY_SECRET: z.string().min(8).describe('Secret of RAZORPAY_KEY_ID').meta(SECRET),
    RAZORPAY_WEBHOOK_SECRET: secretList(8)
      .describe('Secret(s) of the Razorpay webhook: any of them verifies')
      .meta(SECRET),
    RAZORPAY_API_URL: apiUrl('https://api.razorpay.com').describe("Where Razorpay's API is"),
    RAZORPAY_CHECKOUT_URL: checkoutUrl.describe(
      'Page where a person pays a Razorpay order, with {id}; without it checkout gives no redirectUrl',
    ),
  })
  .superRefine((env, context) => {
    if (env.NODE_ENV !== 'production') return
    for (const name of ['STRIPE_SECRET_KEY', 'RAZORPAY_KEY_ID'] as const) {
      if (TEST_KEY.test(env[name]))
        context.addIssue({ code: 'custom', path: [name], message: 'must not be a test key in production' })
    }
  })

export type PaymentConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(paymentEnvironment, environment)
  return { ...parsed, port: parsed.PAYMENT_SERVICE_PORT }
}
