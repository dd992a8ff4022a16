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
  /** The other columns, as JSON can say them: objects for JSON columns, arrays for PostgreSQL arrays, dates, numbers, texts. */
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

/**
 * The rows travel as one JSON text, which PostgreSQL reads by the table's own types: a statement of a few parameters,
 * however many rows there are.
 * @returns the keys of the rows that were written
 */
async function upsert(tx: SqlClient, projections: readonly Projection[]): Promise<string[]> {
  const [first] = projections
  if (!first) return []
  const { table, key, set, versionColumn = 'version' } = first
  const columns = join([...Object.keys(key), ...Object.keys(set), versionColumn].map(identifier))
  const rows = projections.map((row) => ({ ...row.key, ...row.set, [versionColumn]: row.version }))
  const updates = [...Object.keys(set), versionColumn].map((column) => {
    const name = identifier(column)
    return sql`${name} = excluded.${name}`
  })
  const target = identifier(table)
  const stored = identifier(versionColumn)
  const keys = join(Object.keys(key).map(identifier))
  const written = await tx.$queryRaw<Record<string, unknown>[]>(sql`
    insert into ${target} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${target}, ${JSON.stringify(rows, integersAsTexts)}::jsonb)
    on conflict (${keys}) do update set ${join(updates)}
    where ${target}.${stored} < excluded.${stored}
    returning ${keys}`)
  return written.map((row) => JSON.stringify(Object.keys(key).map((name) => row[name])))
}

/** JSON's own numbers end at 2^53; PostgreSQL reads a number from a text as well. */
const integersAsTexts = (_name: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

/** Names cannot be parameters, so they are quoted. */
function identifier(name: string): Sql {
  return raw(`"${name.replaceAll('"', '""')}"`)
}
