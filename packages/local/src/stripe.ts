import { type Provider, type ProviderOptions, startProvider } from './provider/start-provider.ts'
import { openAccount } from './stripe/account.ts'
import { registerApi } from './stripe/api.ts'
import { registerPaymentPage } from './stripe/payment-page.ts'
import { signStripeWebhook } from './stripe/sign-webhook.ts'

export interface StripeOptions extends ProviderOptions {
  /** `sk_test_…`, for the server's side. */
  readonly secretKey: string
  /** `pk_test_…`, for the browser's side. */
  readonly publishableKey: string
}

/** A running stand-in of Stripe; a payment's page is `<url>/pay/<payment intent>?client_secret=…&return_url=…`. */
export interface LocalStripe extends Provider {
  /** What `new Stripe(key, …)` takes to talk to the stand-in. */
  readonly sdk: { readonly host: string; readonly port: number; readonly protocol: 'http' }
}

const threeDaysMs = 3 * 24 * 60 * 60 * 1000

/**
 * Starts a stand-in of Stripe's API that the official SDK drives: payment intents, charges, refunds, events, and
 * signed webhooks. `pm_card_visa` pays, `pm_card_visa_chargeDeclined` is declined.
 * @throws StackError when the port is taken
 */
export async function startStripe(options: StripeOptions): Promise<LocalStripe> {
  const provider = await startProvider(
    {
      name: 'Stripe',
      giveUpAfterMs: threeDaysMs,
      headers: ({ body }, at) => ({ 'stripe-signature': signStripeWebhook(body, at, [options.webhookSecret]) }),
      register: (app, store, deliveries) => {
        const account = openAccount(store, deliveries, options.clock)
        registerApi(app, account, options)
        registerPaymentPage(app, account)
      },
    },
    options,
  )
  const { hostname, port } = new URL(provider.url)
  return { ...provider, sdk: { host: hostname, port: Number(port), protocol: 'http' } }
}
