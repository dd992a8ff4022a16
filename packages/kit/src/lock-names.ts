import type { SqlClient } from './sql.ts'

/**
 * Makes whoever names the same wait for each other until the transaction ends, also where there is no row to lock. Several
 * are taken in one order for all, so that nobody waits for somebody who waits for them.
 */
export async function lockNames(tx: SqlClient, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  await tx.$executeRaw`
    select pg_advisory_xact_lock(key)
    from (select distinct hashtextextended(name, 0) as key from unnest(${[...names]}::text[]) as name order by 1) as lock`
}
