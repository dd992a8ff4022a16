import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SubgraphPaths } from '../workspace.ts'
import { contractingChanges } from './contracting-changes.ts'

/** Migrations up to here were all of the first release: no version ran beside them. */
const FIRST_RELEASE = '20261126030000'

export const CONTRACT_RULE =
  'Release first what does not need it any more, then this, with a line in the file that names the migration which made ' +
  'that possible: "-- contract: <name>" (docs/deployment/migrations.md).'

/** Says which migrations of a subgraph the version before does not survive, unless they are marked as a second step. */
export async function findIncompatible({ name: subgraph, migrations }: SubgraphPaths): Promise<string[]> {
  if (!existsSync(migrations)) return []
  const names = (await readdir(migrations)).filter((name) => /^\d{14}_/.test(name)).sort()
  const problems: string[] = []
  for (const name of names.filter((each) => each > FIRST_RELEASE)) {
    const sql = await readFile(join(migrations, name, 'migration.sql'), 'utf8')
    const changes = contractingChanges(sql)
    const expansion = /^-- contract: (\S+)$/m.exec(sql)?.[1]
    const place = `prisma/${subgraph}/migrations/${name}`
    if (changes.length === 0) continue
    if (expansion === undefined) {
      const sentences = changes.map(({ statement, why }) => `${place}: ${statement} (${why})`)
      problems.push(`${sentences.join('\n')}\nThe version before does not survive that. ${CONTRACT_RULE}`)
    } else if (!names.includes(expansion) || expansion >= name)
      problems.push(`${place} is marked as the second step of ${expansion}, which is no migration before it.`)
  }
  return problems
}
