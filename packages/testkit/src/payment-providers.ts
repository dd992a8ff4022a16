import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import type { Provider } from '@lms/local/provider/start-provider'
import { startRazorpay } from '@lms/local/razorpay'
import { createSecrets, type Secrets } from '@lms/local/secrets'
import { type LocalStripe, startStripe } from '@lms/local/stripe'

/** Stand-ins of Stripe and Razorpay with accounts of their own, for one payment service. */
export interface PaymentProviders extends AsyncDisposable {
  readonly stripe: LocalStripe
  readonly razorpay: Provider
  readonly secrets: Pick<Secrets, 'stripe' | 'razorpay'>
  /** What the payment service must know of them. */
  readonly environment: Environment
  /** Where the payment service is: webhooks are refused, and sent again, until it is known. */
  deliverTo(paymentServiceUrl: string): void
  /** Ends the stand-in of Stripe as an outage does; starts it again at the same address with all it knew. */
  stopStripe(): Promise<void>
  restartStripe(): Promise<void>
}

export async function startPaymentProviders(): Promise<PaymentProviders> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-providers-'))
  const secrets = createSecrets()
  const webhooks = await startForwarder()
  const options = { clock: systemClock, dataDir: folder, retryDelayMs: 50 }
  const runStripe = (port: number) =>
    startStripe({ ...secrets.stripe, ...options, port, webhookUrl: `${webhooks.url}/webhooks/stripe` })
  let stripe = await runStripe(0)
  const { port } = stripe.sdk
  const razorpay = await startRazorpay({
    ...secrets.razorpay,
    ...options,
    port: 0,
    webhookUrl: `${webhooks.url}/webhooks/razorpay`,
  })
  return {
    get stripe() {
      return stripe
    },
    razorpay,
    secrets,
    environment: providerEnvironment(secrets, stripe.url, razorpay.url),
    deliverTo: webhooks.deliverTo,
    stopStripe: () => stripe.stop(),
    restartStripe: async () => {
      stripe = await runStripe(port)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([stripe.stop(), razorpay.stop()])
      await webhooks.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function providerEnvironment({ stripe, razorpay }: Secrets, stripeUrl: string, razorpayUrl: string): Environment {
  return {
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_API_URL: stripeUrl,
    STRIPE_CHECKOUT_URL: `${stripeUrl}/pay/{id}?client_secret={clientSecret}`,
    RAZORPAY_KEY_ID: razorpay.keyId,
    RAZORPAY_KEY_SECRET: razorpay.keySecret,
    RAZORPAY_WEBHOOK_SECRET: razorpay.webhookSecret,
    RAZORPAY_API_URL: razorpayUrl,
    RAZORPAY_CHECKOUT_URL: `${razorpayUrl}/pay/{id}`,
  }
}

/** The providers start before the service whose address they need: this stands at a known one and passes on. */
async function startForwarder() {
  let target: string | null = null
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && !HOP_BY_HOP.includes(name) ? [[name, value]] : [],
    )
    const answer = target
      ? await fetch(new URL(request.url ?? '', target), { method: 'POST', headers, body: Buffer.concat(chunks) }).catch(
          () => null,
        )
      : null
    response.writeHead(answer?.status ?? 502).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    deliverTo: (url: string) => {
      target = url
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

const HOP_BY_HOP = ['host', 'connection', 'content-length', 'transfer-encoding']
