import { Gauge, type Registry } from 'prom-client'
import type { Clock } from '../clock.ts'
import type { SqlClient } from '../sql.ts'

/** Counting more would take longer than a scrape should; whoever has so many knows enough. */
const COUNTED = 100_000

/** Shows at each scrape how far publishing is behind: `lms_outbox_pending` and `lms_outbox_oldest_age_seconds`. */
export function observeOutbox(registry: Registry, db: SqlClient, clock: Clock): void {
  // A database that is away must not take the other metrics along.
  const read = () => readOutboxLag(db, clock.now()).catch(() => ({ pending: Number.NaN, oldestSeconds: Number.NaN }))
  new Gauge({
    name: 'lms_outbox_pending',
    help: `Events that are not published, counted up to ${COUNTED}`,
    registers: [registry],
    async collect() {
      this.set((await read()).pending)
    },
  })
  new Gauge({
    name: 'lms_outbox_oldest_age_seconds',
    help: 'Age of the oldest event that is not published; 0 when there is none',
    registers: [registry],
    async collect() {
      this.set((await read()).oldestSeconds)
    },
  })
}

/** How many events wait to be published, and since when the first of them. */
export async function readOutboxLag(db: SqlClient, now: Date): Promise<{ pending: number; oldestSeconds: number }> {
  const [lag] = await db.$queryRaw<{ pending: number; seconds: number | null }[]>`
    select count(*)::int as pending,
      extract(epoch from ${now.toISOString()}::timestamptz - min(created_at))::float8 as seconds
    from (select created_at from kit.outbox where published_at is null order by position limit ${COUNTED}) waiting`
  return { pending: lag?.pending ?? 0, oldestSeconds: Math.max(0, lag?.seconds ?? 0) }
}
