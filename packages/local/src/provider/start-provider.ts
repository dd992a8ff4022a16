import type { Clock } from '@lms/kit/clock'
import fastify, { type FastifyInstance } from 'fastify'
import { allowEveryOrigin } from '../cors.ts'
import { listenLocally } from '../ports.ts'
import { type DocumentStore, openDocumentStore } from './document-store.ts'
import { readForms } from './read-forms.ts'
import { type Delivery, WebhookDeliveries, type WebhookEvent } from './webhook-deliveries.ts'

/** What every stand-in of a payment provider is started with. */
export interface ProviderOptions {
  /** 0: any free one. */
  readonly port: number
  /** 127.0.0.1 unless told. */
  readonly host?: string
  /** Folder of its state, which survives a restart. */
  readonly dataDir: string
  /** Shared with the merchant; signs what is posted to `webhookUrl`. */
  readonly webhookSecret: string
  /** The merchant's address for events; null: events are kept and not posted. */
  readonly webhookUrl: string | null
  readonly clock: Clock
  /** Pause before a refused webhook is sent again, doubling each time; 1000 by default. */
  readonly retryDelayMs?: number
}

/** A running stand-in. */
export interface Provider {
  /** Where its API and its pages are. */
  readonly url: string
  /** Every webhook delivery so far, oldest first. */
  deliveries(): Delivery[]
  /** Posts an event once more. Throws where it is unknown. */
  redeliver(eventId: string): void
  /** Holds webhooks back, as an outage on their way does. */
  pauseWebhooks(): void
  resumeWebhooks(): void
  stop(): Promise<void>
}

/** What tells one provider from another. */
export interface ProviderKind {
  readonly name: string
  readonly giveUpAfterMs: number
  /** Headers of one webhook request, among them the signature. */
  readonly headers: (event: WebhookEvent, at: Date) => Record<string, string>
  /** Adds the API and the pages. */
  readonly register: (app: FastifyInstance, store: DocumentStore, deliveries: WebhookDeliveries) => void
}

/**
 * Starts a stand-in.
 * @throws StackError when the port is taken
 */
export async function startProvider(kind: ProviderKind, options: ProviderOptions): Promise<Provider> {
  const { port, host, dataDir, webhookUrl, clock, retryDelayMs = 1000 } = options
  const store = openDocumentStore(dataDir, `${kind.name.toLowerCase()}.db`)
  const app = fastify({ forceCloseConnections: true })
  const { headers, giveUpAfterMs } = kind
  const deliveries = new WebhookDeliveries({ store, url: webhookUrl, headers, clock, retryDelayMs, giveUpAfterMs })
  app.addHook('onClose', async () => {
    await deliveries.stop()
    store.close()
  })
  readForms(app)
  await allowEveryOrigin(app)
  kind.register(app, store, deliveries)
  const url = await listenLocally(app, port, `the stand-in of ${kind.name}`, host)
  return {
    url,
    deliveries: () => deliveries.list(),
    redeliver: (eventId) => deliveries.redeliver(eventId),
    pauseWebhooks: () => deliveries.pause(),
    resumeWebhooks: () => deliveries.resume(),
    stop: () => app.close(),
  }
}
