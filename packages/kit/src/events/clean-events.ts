import type { Clock } from '../clock.ts'
import { startJob } from '../job.ts'
import type { Logger } from '../log.ts'
import type { SqlClient } from '../sql.ts'
import type { BackgroundWork } from '../subgraph.ts'

const EVERY_MS = 10 * 60_000
const CHUNK = 1_000
const DAY_MS = 24 * 60 * 60_000

export interface Retention {
  /** How long a published event stays in the outbox. */
  outboxDays: number
  /** How long it is known that an event was handled; longer than any topic keeps it. */
  inboxDays: number
}

interface CleaningDeps {
  service: string
  db: SqlClient
  clock: Clock
  log: Logger
}

/** Deletes, bit by bit, what was published or handled longer ago than the retention. */
export const cleanEvents = (deps: CleaningDeps, retention: Retention): BackgroundWork =>
  startJob(deps, { name: 'clean-events', everyMs: EVERY_MS, run: () => cleanSome(deps, retention) })

async function cleanSome({ db, clock }: CleaningDeps, { outboxDays, inboxDays }: Retention): Promise<boolean> {
  const before = (days: number) => new Date(clock.now().getTime() - days * DAY_MS).toISOString()
  // Positions grow with time, so only the first rows can be old enough: no need of an index, nor to look at the others.
  const published = await db.$executeRaw`
    delete from kit.outbox
    where position in (select position from kit.outbox order by position limit ${CHUNK})
      and published_at < ${before(outboxDays)}::timestamptz`
  const handled = await db.$executeRaw`
    delete from kit.inbox where (consumer, event_id) in (
      select consumer, event_id from kit.inbox where handled_at < ${before(inboxDays)}::timestamptz
      order by handled_at limit ${CHUNK})`
  return published === CHUNK || handled === CHUNK
}
