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
export async function project(tx: SqlClient, projection: Projection): Promise<boolean> {
  const [written = false] = await projectAll(tx, [projection])
  return written
}

/** Whether rows can be written by one statement. */
export const alike = (left: Projection, right: Projection): boolean => shapeOf(left) === shapeOf(right)

const shapeOf = ({ table, key, set }: Projection) => JSON.stringify([table, Object.keys(key), Object.keys(set)])

/**
 * Writes rows of one table and of the same columns, as `project` does one after another, by one statement. Of several
 * versions of a row only the latest is written.
 * @returns for each whether it was written
 */
export async function projectAll(tx: SqlClient, projections: readonly Projection[]): Promise<boolean[]> {
  const latest = new Map<string, Projection>()
  for (const projection of projections) {
    const known = latest.get(keyOf(projection))
    if (!known || known.version < projection.version) latest.set(keyOf(projection), projection)
  }
  // In one order for all: two that write the same rows then wait for each other, and never both.
  const rows = [...latest].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, projection]) => projection)
  const written = new Set(await upsert(tx, rows))
  return projections.map((projection) => latest.get(keyOf(projection)) === projection && written.has(keyOf(projection)))
}

const keyOf = ({ key }: Projection): string => JSON.stringify(Object.values(key))

/** @returns the keys of the rows that were written */
async function upsert(tx: SqlClient, projections: readonly Projection[]): Promise<string[]> {
  const [first] = projections
  if (!first) return []
  const { table, key, set, versionColumn = 'version' } = first
  const columns = [...Object.keys(key), ...Object.keys(set), versionColumn].map(identifier)
  const rows = projections.map((row) => {
    const values = [...Object.values(row.key), ...Object.values(row.set), row.version]
    return sql`(${join(values.map(parameter))})`
  })
  const updates = [...Object.keys(set), versionColumn].map((column) => {
    const name = identifier(column)
    return sql`${name} = excluded.${name}`
  })
  const target = identifier(table)
  const stored = identifier(versionColumn)
  const keys = Object.keys(key)
  const written = await tx.$queryRaw<Record<string, unknown>[]>(sql`
    insert into ${target} (${join(columns)}) values ${join(rows)}
    on conflict (${join(keys.map(identifier))}) do update set ${join(updates)}
    where ${target}.${stored} < excluded.${stored}
    returning ${join(keys.map(identifier))}`)
  return written.map((row) => JSON.stringify(keys.map((name) => row[name])))
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
