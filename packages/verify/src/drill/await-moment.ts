import { setTimeout as delay } from 'node:timers/promises'
import type { Databases } from '@lms/chaos/system'
import { chooseMoment, type Moment } from './moment.ts'
import { readFigures, readGrants, readTold } from './read-figures.ts'

const PAUSE_MS = 100

/**
 * Waits until an order was paid and granted, others came after it, and the archive reaches beyond those.
 * @returns a moment after payment had told of it, so that nobody will by themselves, and before the grant
 */
export async function awaitMoment(system: Databases): Promise<Moment> {
  for (;;) {
    const moment = chooseMoment(await readTold(system), await readGrants(system))
    if (moment !== null) {
      await awaitOrders(system, (await readFigures(system)).orders)
      await awaitArchived(system)
      return moment
    }
    await delay(PAUSE_MS)
  }
}

/** Waits until there are more orders than so many. */
async function awaitOrders(system: Databases, than: number): Promise<void> {
  while ((await readFigures(system)).orders <= than) await delay(PAUSE_MS)
}

/** Waits until everything that was committed by now is in the archive. */
async function awaitArchived({ query }: Databases): Promise<void> {
  const [now] = await query<{ segment: string }>('payment', 'select pg_walfile_name(pg_current_wal_lsn()) as segment')
  for (;;) {
    const [archiver] = await query<{ archived: boolean }>(
      'payment',
      'select coalesce(last_archived_wal >= $1, false) as archived from pg_stat_archiver',
      [now?.segment],
    )
    if (archiver?.archived) return
    await delay(PAUSE_MS)
  }
}
