import type { ArchivableTable } from '@lms/kit/archivable-table'
import { type Client, escapeIdentifier } from 'pg'
import { type ArchiveSummary, readRows, writeArchive } from './archive-file.ts'

/** Rows of one statement; a deletion holds no lock for long. */
const AT_A_TIME = 1_000

/** Writes the rows of before an instant into a file, as they all were at one moment. */
export async function exportRows(
  client: Client,
  {
    service,
    table: { table, key, age },
    before,
    file,
  }: { service: string; table: ArchivableTable; before: Date; file: string },
): Promise<void> {
  await client.query('begin isolation level repeatable read read only')
  await client.query({
    text: `declare old no scroll cursor for select to_jsonb(t)::text as row from ${escapeIdentifier(table)} t
      where ${escapeIdentifier(age)} < $1 order by ${escapeIdentifier(key)}`,
    values: [before],
  })
  await writeArchive(file, { service, table, before: before.toISOString() }, fetchAll(client))
  await client.query('commit')
}

async function* fetchAll(client: Client): AsyncGenerator<string[]> {
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`fetch ${AT_A_TIME} from old`)
    if (rows.length === 0) return
    yield rows.map(({ row }) => row)
  }
}

/**
 * Deletes the rows that a verified file has, as it has them: what has changed since stays. Broken off it can be run again.
 * @returns how many were deleted, and how many are still there
 */
export async function deleteRows(
  client: Client,
  { table: name, key: keyName }: ArchivableTable,
  file: string,
  archive: ArchiveSummary,
): Promise<{ deleted: number; changed: number }> {
  const [table, key] = [escapeIdentifier(name), escapeIdentifier(keyName)]
  await client.query(
    'insert into kit.archive (table_name, sha256, file, rows, before) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [name, archive.sha256, file, archive.rows, archive.before],
  )
  const done = { deleted: 0, changed: 0 }
  for await (const rows of readRows(file, archive, AT_A_TIME)) {
    const { rows: counted } = await client.query<{ deleted: number; found: number }>(
      `with archived as (select row, row->>$2 as key from jsonb_array_elements($1::jsonb) row),
        gone as (
          delete from ${table} t using archived where t.${key} = archived.key and to_jsonb(t) = archived.row returning 1)
      select (select count(*)::int from gone) as deleted,
        (select count(*)::int from ${table} t join archived on t.${key} = archived.key) as found`,
      [`[${rows.join(',')}]`, keyName],
    )
    const [{ deleted, found } = { deleted: 0, found: 0 }] = counted
    done.deleted += deleted
    // All parts of a statement see the table as it was before.
    done.changed += found - deleted
  }
  return done
}

/** Puts the rows of a verified file back; what is there already is left. @returns how many were put back */
export async function restoreRows(
  client: Client,
  { table: name, restorable = 'true' }: ArchivableTable,
  file: string,
  archive: ArchiveSummary,
): Promise<number> {
  const table = escapeIdentifier(name)
  let restored = 0
  for await (const rows of readRows(file, archive, AT_A_TIME)) {
    const { rowCount } = await client.query(
      `insert into ${table} select (jsonb_populate_record(null::${table}, archived.row)).*
      from jsonb_array_elements($1::jsonb) archived(row) where ${restorable} on conflict do nothing`,
      [`[${rows.join(',')}]`],
    )
    restored += rowCount ?? 0
  }
  await client.query('delete from kit.archive where table_name = $1 and sha256 = $2', [name, archive.sha256])
  return restored
}
