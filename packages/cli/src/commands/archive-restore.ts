import { parseArgs } from 'node:util'
import { verifyArchive } from '../archive/archive-file.ts'
import { restoreRows } from '../archive/archive-rows.ts'
import { findArchivable } from '../archive/find-archivable.ts'
import { CommandError } from '../command-error.ts'
import { databasesOf, onDatabase } from '../events/databases-of.ts'

/** Puts the rows of an archive back where they came from. */
export async function run(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, allowPositionals: true })
  const [file] = positionals
  if (!file) throw new CommandError('Say which: pnpm lms archive restore FILE')
  const archive = await verifyArchive(file)
  const table = await findArchivable(archive.service, archive.table)
  const [target] = await databasesOf(process.env, archive.service)
  if (!target) throw new Error('unreachable: a service has a database')
  const restored = await onDatabase(process.env, target, (client) => restoreRows(client, table, file, archive))
  console.log(`${restored} of ${archive.rows} rows put back into ${archive.table} of ${archive.service}`)
}
