import type { Metrics } from '@lms/kit/metrics'
import { Counter, Gauge } from 'prom-client'
import type { WebhookOutcome } from '../generated/prisma/enums.ts'
import type { ProviderName } from '../providers/payment-provider.ts'
import type { WaitingWebhooks } from './read-waiting-webhooks.ts'

/**
 * What became of a webhook. `REFUSED`: without a valid signature; `DUPLICATE`: stored before; `NOT_STORED`: the provider
 * was told to send it again; `FAILED`: it could not be acted upon and will be tried again.
 */
export type CountedOutcome = WebhookOutcome | 'REFUSED' | 'DUPLICATE' | 'NOT_STORED' | 'FAILED'

export type CountWebhook = (provider: ProviderName, outcome: CountedOutcome) => void

/** Counts webhooks by what became of them. */
export function countWebhooks({ registry }: Metrics): CountWebhook {
  const counter = new Counter({
    name: 'lms_payment_webhooks_total',
    help: 'Webhooks of payment providers by what became of them',
    labelNames: ['provider', 'outcome'],
    registers: [registry],
  })
  return (provider, outcome) => counter.inc({ provider, outcome })
}

/** Shows at each scrape how many webhooks wait, and for how long. */
export function observeWebhooks({ registry }: Metrics, read: () => PromiseLike<readonly WaitingWebhooks[]>): void {
  const gauge = (name: string, help: string, value: (waiting: WaitingWebhooks) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['provider'],
      registers: [registry],
      async collect() {
        this.reset()
        // A database that is away must not take the other metrics along.
        const waiting = await read().then(null, () => [])
        for (const each of waiting) this.set({ provider: each.provider }, value(each))
      },
    })
  gauge('lms_payment_webhooks_unprocessed', 'Webhooks that are stored and not acted upon', ({ count }) => count)
  gauge(
    'lms_payment_webhooks_oldest_age_seconds',
    'Time since the oldest of them came; 0 when there is none',
    ({ oldestSeconds }) => oldestSeconds,
  )
}
