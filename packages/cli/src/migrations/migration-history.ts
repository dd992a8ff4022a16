import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { readIfPresent, type SubgraphPaths, writeIfChanged } from '../workspace.ts'
import { diffDatamodels } from './schema-engine.ts'

/** The datamodel that all committed migrations together lead to; why it is a file of its own: ADR 0001. */
const migratedDatamodel = ({ migrations }: SubgraphPaths): string => join(migrations, 'datamodel.prisma')

const LOCK_FILE = 'provider = "postgresql"\n'

/** The SQL that is missing from the migrations of a subgraph; empty when they are complete. */
export async function pendingChanges(subgraph: SubgraphPaths): Promise<string> {
  const current = await readFile(subgraph.datamodel, 'utf8')
  const migrated = await readIfPresent(migratedDatamodel(subgraph))
  return migrated === current ? '' : diffDatamodels(migrated, current)
}

/** Adds a migration and notes the datamodel that the history now leads to; returns the new file. */
export async function writeMigration(subgraph: SubgraphPaths, label: string, sql: string, now: Date): Promise<string> {
  const folder = join(subgraph.migrations, `${await nextTimestamp(subgraph, now)}_${label}`)
  const file = join(folder, 'migration.sql')
  await mkdir(folder, { recursive: true })
  await writeFile(file, sql)
  await writeIfChanged(join(subgraph.migrations, 'migration_lock.toml'), LOCK_FILE)
  await noteDatamodel(subgraph)
  return file
}

/** Notes the present datamodel as the one that the migrations lead to. */
export async function noteDatamodel(subgraph: SubgraphPaths): Promise<boolean> {
  return writeIfChanged(migratedDatamodel(subgraph), await readFile(subgraph.datamodel, 'utf8'))
}

/** A migration's label as it stands in its folder's name: `Add refunds` → `add_refunds`. */
export function migrationLabel(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
  if (label === '') throw new CommandError('A migration needs a name of letters and digits that says what it does.')
  return label
}

/** Migrations apply in the order of their names, so a new one must come after the last. */
async function nextTimestamp({ migrations }: SubgraphPaths, now: Date): Promise<string> {
  const names = existsSync(migrations) ? await readdir(migrations) : []
  const last = names
    .flatMap((name) => /^(\d{14})_/.exec(name)?.[1] ?? [])
    .sort()
    .at(-1)
  const stamp = timestamp(now)
  return last === undefined || last < stamp ? stamp : timestamp(new Date(parseTimestamp(last).getTime() + 1_000))
}

const timestamp = (instant: Date) => instant.toISOString().slice(0, 19).replace(/\D/g, '')

function parseTimestamp(stamp: string): Date {
  return new Date(stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'))
}
