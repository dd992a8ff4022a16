import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '@lms/kit/clock'
import Razorpay from 'razorpay'
import { expect, vi } from 'vitest'
import type { Provider } from '../src/provider/start-provider.ts'
import { type RazorpayOptions, startRazorpay } from '../src/razorpay.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

export const keys = { keyId: 'rzp_test_local', keySecret: 'local-secret' }

export const order = { amount: 49_900, currency: 'INR', receipt: 'order_1', notes: { orderId: 'order_1' } }

const webhookSecret = 'webhook-secret'

/** What the checkout hands to the shop's page after a payment. */
export interface CheckoutAnswer {
  razorpay_payment_id: string
  razorpay_order_id: string
  razorpay_signature: string
}

export interface ReceivedEvent {
  id: string
  event: string
  contains: string[]
  payload: Record<string, { entity: Record<string, unknown> }>
}

/** The stand-in, the SDK that drives it, and the merchant's endpoint for webhooks. */
export class RazorpayRig {
  readonly dataDir: string
  readonly receiver: WebhookReceiver
  #local: Provider | null = null

  private constructor(dataDir: string, receiver: WebhookReceiver) {
    this.dataDir = dataDir
    this.receiver = receiver
  }

  static async start(): Promise<RazorpayRig> {
    const rig = new RazorpayRig(await mkdtemp(path.join(tmpdir(), 'lms-razorpay-')), await startWebhookReceiver())
    await rig.restart()
    return rig
  }

  async stop(): Promise<void> {
    await this.#local?.stop()
    await this.receiver.stop()
    await rm(this.dataDir, { recursive: true })
  }

  /** Stops the stand-in, if it runs, and starts it over the same data. */
  async restart(more: Partial<RazorpayOptions> = {}): Promise<void> {
    await this.#local?.stop()
    this.#local = await startRazorpay({ ...this.options(), ...more })
  }

  options(): RazorpayOptions {
    const { dataDir, receiver } = this
    return { port: 0, dataDir, ...keys, webhookSecret, webhookUrl: receiver.url, clock: systemClock, retryDelayMs: 5 }
  }

  get local(): Provider {
    if (this.#local === null) throw new Error('The stand-in does not run')
    return this.#local
  }

  sdk(key_secret = keys.keySecret): Razorpay {
    const sdk = new Razorpay({ key_id: keys.keyId, key_secret })
    const { api } = sdk as unknown as { api: { rq: { defaults: { baseURL: string } } } }
    api.rq.defaults.baseURL = this.local.url
    return sdk
  }

  /** What the checkout in the buyer's browser sends. */
  pay(orderId: string, vpa = 'success@razorpay'): Promise<Response> {
    return fetch(`${this.local.url}/pay/${orderId}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ vpa, email: 'ana@lms.test' }),
    })
  }

  async payNew(): Promise<CheckoutAnswer> {
    const { id } = await this.sdk().orders.create(order)
    return (await this.pay(id)).json() as Promise<CheckoutAnswer>
  }

  /** Received events of one type, verified by the SDK. */
  receivedEvents(type: string): ReceivedEvent[] {
    return this.receiver.received
      .map(({ headers, body }) => {
        const signature = String(headers['x-razorpay-signature'])
        expect(Razorpay.validateWebhookSignature(body, signature, webhookSecret)).toBe(true)
        return { ...(JSON.parse(body) as ReceivedEvent), id: String(headers['x-razorpay-event-id']) }
      })
      .filter(({ event }) => event === type)
  }

  waitForEvents(type: string, count = 1): Promise<ReceivedEvent[]> {
    return vi.waitFor(() => {
      const events = this.receivedEvents(type)
      expect(events).toHaveLength(count)
      return events
    }, 10_000)
  }
}
