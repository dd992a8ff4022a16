import type { SqlClient } from '../sql.ts'

/**
 * Ids of the events that the log still tells of although a backup was restored to a moment before them: see
 * docs/decisions/0038-one-moment-for-all-databases.md.
 */
export async function readLost(tx: SqlClient, service: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ event_id: string }[]>`
    select event_id from kit.inbox where consumer = ${service} and outcome = 'LOST'`
  return new Set(rows.map(({ event_id }) => event_id))
}
