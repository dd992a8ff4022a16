import type { Deps } from '../deps.ts'
import type { ProviderName } from '../providers/payment-provider.ts'

/** Webhooks of one provider that are stored and not acted upon. */
export interface WaitingWebhooks {
  provider: ProviderName
  count: number
  /** Since the first of them came; 0 when there is none. */
  oldestSeconds: number
}

/** What waits of each provider, those of whom nothing waits included. */
export function readWaitingWebhooks({ db, clock }: Pick<Deps, 'db' | 'clock'>): PromiseLike<WaitingWebhooks[]> {
  const now = clock.now().toISOString()
  return db.$queryRaw<WaitingWebhooks[]>`
    select each.provider::text, count(event_id)::int as count,
      coalesce(extract(epoch from ${now}::timestamptz - min(received_at)), 0)::float8 as "oldestSeconds"
    from unnest(enum_range(null::"PaymentProvider")) each (provider)
      left join webhook_event waiting on waiting.provider = each.provider and waiting.next_try_at is not null
    group by each.provider`
}
