import { join, raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client'
import type { SqlClient } from '../sql.ts'

/** A row of a read model: what one service keeps of another's aggregate. */
export interface Projection {
  /** Table of the service's own database. */
  table: string
  /** Columns of the primary key, or of a unique index, with their values. */
  key: Record<string, unknown>
  /** Version of the aggregate that the values are of: the event's `aggregateversion`. */
  version: number
  /** The other columns. Plain objects are stored as JSON, arrays as PostgreSQL arrays. */
  set: Record<string, unknown>
  /** Column that holds the version. */
  versionColumn?: string
}

/**
 * Writes a row of a read model unless it already holds this or a later version of its aggregate.
 * @returns whether the row was written; `false` makes the event stale
 */
export async function project(
  tx: SqlClient,
  { table, key, version, set, versionColumn = 'version' }: Projection,
): Promise<boolean> {
  const row = { ...key, ...set, [versionColumn]: version }
  const columns = Object.keys(row).map(identifier)
  const values = Object.values(row).map(parameter)
  const updates = [...Object.keys(set), versionColumn].map((column) => {
    const name = identifier(column)
    return sql`${name} = excluded.${name}`
  })
  const target = identifier(table)
  const stored = identifier(versionColumn)
  const written = await tx.$executeRaw(sql`
    insert into ${target} (${join(columns)}) values (${join(values)})
    on conflict (${join(Object.keys(key).map(identifier))}) do update set ${join(updates)}
    where ${target}.${stored} < excluded.${stored}`)
  return written > 0
}

/** Names cannot be parameters, so they are quoted. */
function identifier(name: string): Sql {
  return raw(`"${name.replaceAll('"', '""')}"`)
}

function parameter(value: unknown): Sql {
  // Prisma sends dates without their zone, and the server would take them for its own.
  if (value instanceof Date) return sql`${value.toISOString()}`
  return isPlainObject(value) ? sql`${JSON.stringify(value)}` : sql`${value}`
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
