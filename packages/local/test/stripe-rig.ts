import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '@lms/kit/clock'
import Stripe from 'stripe'
import { expect, vi } from 'vitest'
import { type LocalStripe, type StripeOptions, startStripe } from '../src/stripe.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

export const keys = { secretKey: 'sk_test_local', publishableKey: 'pk_test_local' }

export const order = {
  amount: 4999,
  currency: 'usd',
  metadata: { orderId: 'order_1' },
  automatic_payment_methods: { enabled: true },
}

const webhookSecret = 'whsec_local'

/** The stand-in, the SDK that drives it, and the merchant's endpoint for webhooks. */
export class StripeRig {
  readonly dataDir: string
  receiver: WebhookReceiver
  /** What the stand-in's clock shows. */
  now = new Date()
  #local: LocalStripe | null = null

  private constructor(dataDir: string, receiver: WebhookReceiver) {
    this.dataDir = dataDir
    this.receiver = receiver
  }

  static async start(): Promise<StripeRig> {
    const rig = new StripeRig(await mkdtemp(path.join(tmpdir(), 'lms-stripe-')), await startWebhookReceiver())
    await rig.restart()
    return rig
  }

  async stop(): Promise<void> {
    await this.#local?.stop()
    await this.receiver.stop()
    await rm(this.dataDir, { recursive: true })
  }

  /** Stops the stand-in, if it runs, and starts it over the same data. */
  async restart(more: Partial<StripeOptions> = {}): Promise<void> {
    await this.#local?.stop()
    this.#local = await startStripe({ ...this.options(), ...more })
  }

  options(): StripeOptions {
    const clock = { ...systemClock, now: () => this.now }
    const { dataDir, receiver } = this
    return { port: 0, dataDir, ...keys, webhookSecret, webhookUrl: receiver.url, clock, retryDelayMs: 5 }
  }

  get local(): LocalStripe {
    if (this.#local === null) throw new Error('The stand-in does not run')
    return this.#local
  }

  /** The SDK with `key`, by default the merchant's. */
  sdk(key = keys.secretKey): Stripe {
    return new Stripe(key, { ...this.local.sdk, maxNetworkRetries: 0 })
  }

  /** What Stripe.js sends from the buyer's browser. */
  confirmInBrowser(intent: Stripe.PaymentIntent, paymentMethod: string): Promise<Response> {
    const fields = {
      key: keys.publishableKey,
      client_secret: intent.client_secret ?? '',
      payment_method: paymentMethod,
    }
    return fetch(`${this.local.url}/v1/payment_intents/${intent.id}/confirm`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    })
  }

  async payNew(): Promise<Stripe.PaymentIntent> {
    const intent = await this.sdk().paymentIntents.create(order)
    await this.confirmInBrowser(intent, 'pm_card_visa')
    return this.sdk().paymentIntents.retrieve(intent.id)
  }

  /** Received events of one type, verified by the SDK. */
  receivedEvents(type: string): Stripe.Event[] {
    const { webhooks } = this.sdk()
    const at = this.now.getTime()
    return this.receiver.received
      .map(({ headers, body }) =>
        webhooks.constructEvent(body, headers['stripe-signature'] ?? '', webhookSecret, undefined, undefined, at),
      )
      .filter((event) => event.type === type)
  }

  waitForEvents(type: string, count = 1): Promise<Stripe.Event[]> {
    return vi.waitFor(() => {
      const events = this.receivedEvents(type)
      expect(events).toHaveLength(count)
      return events
    }, 10_000)
  }
}
