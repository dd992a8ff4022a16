import { type Provider, type ProviderOptions, startProvider } from './provider/start-provider.ts'
import { openAccount } from './razorpay/account.ts'
import { registerApi } from './razorpay/api.ts'
import { registerCheckoutPage } from './razorpay/checkout-page.ts'
import { signRazorpayWebhook } from './razorpay/sign-webhook.ts'

export interface RazorpayOptions extends ProviderOptions {
  /** `rzp_test_…` */
  readonly keyId: string
  readonly keySecret: string
}

const dayMs = 24 * 60 * 60 * 1000

/**
 * Starts a stand-in of Razorpay's API that the official SDK drives once its `api.rq.defaults.baseURL` is the stand-in's
 * URL: orders, payments, refunds, and signed webhooks. An order's checkout is `<url>/pay/<order>?callback_url=…`;
 * the UPI address `success@razorpay` pays, `failure@razorpay` is declined.
 * @throws StackError when the port is taken
 */
export function startRazorpay(options: RazorpayOptions): Promise<Provider> {
  return startProvider(
    {
      name: 'Razorpay',
      giveUpAfterMs: dayMs,
      headers: ({ id, body }) => ({
        'x-razorpay-event-id': id,
        'x-razorpay-signature': signRazorpayWebhook(body, options.webhookSecret),
      }),
      register: (app, store, deliveries) => {
        const account = openAccount(store, deliveries, options.clock)
        registerApi(app, account, options)
        registerCheckoutPage(app, account, options.keySecret)
      },
    },
    options,
  )
}
