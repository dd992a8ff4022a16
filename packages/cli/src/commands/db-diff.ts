import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '@lms/kit/clock'
import { CommandError } from '../command-error.ts'
import { contractingChanges } from '../migrations/contracting-changes.ts'
import { CONTRACT_RULE } from '../migrations/find-incompatible.ts'
import { migrationLabel, noteDatamodel, pendingChanges, writeMigration } from '../migrations/migration-history.ts'
import { findSubgraphs, projectRoot } from '../workspace.ts'

const EMPTY = '-- Write what the datamodel cannot say: partial indexes, CHECKs, triggers.\n'

export async function run(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { empty: { type: 'boolean', default: false } },
  })
  const [name, ...words] = positionals
  if (name === undefined || words.length === 0) {
    throw new CommandError('Say which subgraph and what changes: pnpm db:diff course add_categories')
  }
  const options = { label: words.join(' '), empty: values.empty, now: systemClock.now() }
  console.log(await diffDatabase(projectRoot, name, options))
}

/**
 * Writes the next migration of a subgraph from the difference between its datamodel and its migrations.
 *
 * @param options.empty also when nothing differs: a migration to be written by hand
 * @returns a sentence for the caller
 */
export async function diffDatabase(
  root: string,
  name: string,
  options: { label: string; empty: boolean; now: Date },
): Promise<string> {
  const label = migrationLabel(options.label)
  const [subgraph] = await findSubgraphs(root, [name])
  if (!subgraph || !existsSync(subgraph.datamodel)) throw new CommandError(`prisma/${name}/schema.prisma is missing.`)
  const sql = await pendingChanges(subgraph)
  if (sql === '' && !options.empty) {
    const noted = await noteDatamodel(subgraph)
    const remark = noted ? ' Its copy beside the migrations was refreshed; commit it.' : ''
    return `The migrations of ${name} already lead to its datamodel.${remark} For SQL of your own add --empty.`
  }
  const file = relative(root, await writeMigration(subgraph, label, sql || EMPTY, options.now))
  const contracting = contractingChanges(sql).map(
    ({ statement, why }) => `\nThe version before does not survive it: ${statement} (${why}).`,
  )
  const rule = contracting.length > 0 ? `\n${CONTRACT_RULE}` : ''
  return `wrote ${file}${contracting.join('')}${rule}\nRead it, add below what the datamodel cannot say (partial indexes, CHECKs, triggers), and commit it with migrations/datamodel.prisma.`
}
