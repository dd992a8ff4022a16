import { raw, sqltag as sql } from '@prisma/client/runtime/client'
import type { SqlClient } from './sql.ts'

/**
 * Locks a row by its id until the transaction ends, so that what is read next stays true: `update` keeps everybody else
 * out, `no key update` all but those who only refer to it, `share` only those who would change it. Read the row after
 * this, not before.
 *
 * @param table as written in the code, never from outside
 * @returns whether there is such a row
 */
export async function lockRow(
  tx: SqlClient,
  table: string,
  id: string,
  strength: 'update' | 'no key update' | 'share' = 'update',
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(
    sql`select id from ${raw(`"${table}"`)} where id = ${id} for ${raw(strength)}`,
  )
  return rows.length > 0
}
