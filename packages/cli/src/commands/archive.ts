import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { verifyArchive } from '../archive/archive-file.ts'
import { deleteRows, exportRows } from '../archive/archive-rows.ts'
import { findArchivable } from '../archive/find-archivable.ts'
import { CommandError } from '../command-error.ts'
import { databasesOf, onDatabase } from '../events/databases-of.ts'

/** Moves old rows of a table into a file: writes and verifies it, and with `--delete` deletes what it holds. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { before: { type: 'string' }, to: { type: 'string' }, delete: { type: 'boolean', default: false } },
  })
  const [service, name] = positionals
  if (!service || !name || !values.before || !values.to) {
    throw new CommandError('Say what: pnpm lms archive analytics event_log --before 2025-01-01 --to FILE')
  }
  const before = readDate(values.before)
  const { to: file } = values
  const table = await findArchivable(service, name)
  const [target] = await databasesOf(process.env, service)
  if (!target) throw new Error('unreachable: a service has a database')
  await onDatabase(process.env, target, async (client) => {
    if (!existsSync(file)) await exportRows(client, { service, table, before, file })
    const archive = await verifyArchive(file)
    if (archive.service !== service || archive.table !== name || archive.before !== before.toISOString()) {
      throw new CommandError(`${file} holds ${archive.table} of ${archive.service} from before ${archive.before}.`)
    }
    console.log(`${file}: ${archive.rows} rows, sha256 ${archive.sha256}`)
    if (!values.delete) return console.log('Nothing was deleted. Store the file, then run this again with --delete.')
    const { deleted, changed } = await deleteRows(client, table, file, archive)
    console.log(`${deleted} rows deleted; ${changed} have changed since and stay`)
  })
}

function readDate(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new CommandError(`"${text}" is no time.`)
  if (date.getTime() > Date.now()) throw new CommandError(`"${text}" is in the future: nothing old is from after now.`)
  return date
}
