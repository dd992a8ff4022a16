import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../render-overlay.ts'
import { scalingTables } from './scaling-tables.ts'

/** Where the page lies. Its text is written by hand, its tables stand between marks. */
export const SCALING_PAGE = join(projectRoot, 'docs/deployment/scaling.md')

/** Writes the tables anew. */
export async function run(): Promise<void> {
  await writeFile(SCALING_PAGE, withTables(await readFile(SCALING_PAGE, 'utf8')))
}

/**
 * The page with its tables as the model has them now.
 *
 * @throws Error for a mark without a table, and for a table without a mark
 */
export function withTables(page: string): string {
  const missing = new Map(Object.entries(scalingTables()))
  const written = page.replaceAll(/(<!-- table: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g, (_all, begin, name, end) => {
    const table = missing.get(name)
    if (table === undefined) throw new Error(`there is no table ${name}, or it is there twice`)
    missing.delete(name)
    return `${begin}\n${table}\n\n${end}`
  })
  if (missing.size > 0) throw new Error(`the page has no place for ${[...missing.keys()].join(', ')}`)
  return written
}
