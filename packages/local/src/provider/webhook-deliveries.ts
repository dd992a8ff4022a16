import { randomUUID } from 'node:crypto'
import type { Clock } from '@lms/kit/clock'
import type { Collection, DocumentStore } from './document-store.ts'

/** What the provider tells its merchant. */
export interface WebhookEvent {
  readonly id: string
  readonly type: string
  /** The exact bytes that are sent and signed. */
  readonly body: string
}

/** One event on its way to the merchant. */
export interface Delivery {
  readonly id: string
  readonly event: WebhookEvent
  /** `abandoned`: not accepted within the time that the provider tries. */
  readonly state: 'pending' | 'delivered' | 'abandoned'
  /** Requests made so far. */
  readonly attempts: number
  /** Status of the last answer, or why there was none; null before the first attempt. */
  readonly lastAnswer: string | null
  /** RFC 3339. */
  readonly createdAt: string
}

export interface DeliveryOptions {
  readonly store: DocumentStore
  /** Where events go; null: nowhere, they are only kept. */
  readonly url: string | null
  /** Headers of one attempt, among them the signature. */
  readonly headers: (event: WebhookEvent, at: Date) => Record<string, string>
  readonly clock: Clock
  /** Pause after the first failure; it doubles with each, up to 30 s. */
  readonly retryDelayMs: number
  /** For how long an event is tried. */
  readonly giveUpAfterMs: number
}

const longestDelayMs = 30_000
const timeoutMs = 10_000

/** Posts events to the merchant until it answers 2xx; what is pending survives a restart. */
export class WebhookDeliveries {
  readonly #options: DeliveryOptions
  readonly #deliveries: Collection<Delivery>
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #held = new Set<string>()
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #paused = false

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#deliveries = options.store.collection<Delivery>('delivery')
    for (const { id, state } of this.#deliveries.list()) {
      if (state === 'pending') this.#schedule(id, 0)
    }
  }

  /** Keeps the event and sends it soon after; inside a transaction, only if that commits. */
  enqueue(event: WebhookEvent): void {
    if (this.#options.url === null) return
    const id = randomUUID()
    const createdAt = this.#options.clock.now().toISOString()
    this.#deliveries.put(id, { id, event, state: 'pending', attempts: 0, lastAnswer: null, createdAt })
    this.#schedule(id, 0)
  }

  /** Every delivery there ever was, oldest first. */
  list(): Delivery[] {
    return this.#deliveries.list()
  }

  /** Sends an event again, as the provider does on request or by accident. Throws where the event is unknown. */
  redeliver(eventId: string): void {
    const known = this.list().find(({ event }) => event.id === eventId)
    if (known === undefined) throw new Error(`No event ${eventId} was ever delivered`)
    this.enqueue(known.event)
  }

  /** Holds every delivery back until `resume`. */
  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    for (const id of this.#held) this.#schedule(id, 0)
    this.#held.clear()
  }

  /** Breaks off running attempts; what was not accepted stays pending. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await Promise.all(this.#running)
  }

  #schedule(id: string, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(id)
      if (this.#paused) {
        this.#held.add(id)
        return
      }
      const attempt = this.#attempt(id).finally(() => this.#running.delete(attempt))
      this.#running.add(attempt)
    }, delayMs)
    this.#timers.set(id, timer)
  }

  async #attempt(id: string): Promise<void> {
    const delivery = this.#deliveries.get(id)
    // Gone: the transaction that it was enqueued in was rolled back.
    if (delivery === null || this.#options.url === null) return
    const answer = await this.#post(this.#options.url, delivery.event)
    if (this.#stopping.signal.aborted && !answer.accepted) return
    const attempts = delivery.attempts + 1
    const state = answer.accepted ? 'delivered' : this.#isTooOld(delivery) ? 'abandoned' : 'pending'
    this.#deliveries.put(id, { ...delivery, attempts, state, lastAnswer: answer.text })
    if (state === 'pending') {
      this.#schedule(id, Math.min(this.#options.retryDelayMs * 2 ** (attempts - 1), longestDelayMs))
    }
  }

  #isTooOld({ createdAt }: Delivery): boolean {
    return this.#options.clock.now().getTime() - Date.parse(createdAt) > this.#options.giveUpAfterMs
  }

  async #post(url: string, event: WebhookEvent): Promise<{ accepted: boolean; text: string }> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        body: event.body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          ...this.#options.headers(event, this.#options.clock.now()),
        },
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(timeoutMs)]),
      })
      await response.body?.cancel()
      return { accepted: response.ok, text: String(response.status) }
    } catch (error) {
      return { accepted: false, text: error instanceof Error ? String(error.cause ?? error) : String(error) }
    }
  }
}
