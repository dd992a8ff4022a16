import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The project's root folder. */
export const projectRoot = join(import.meta.dirname, '../../..')

/** What is written for people. */
const PAGES = ['*.md', 'docs/**/*.md', 'infra/**/README.md']

/** A document, by its path from the root. */
export interface Page {
  path: string
  text: string
}

/** Every document, by path. */
export async function readPages(): Promise<Page[]> {
  const paths: string[] = []
  for await (const path of glob(PAGES, { cwd: projectRoot, exclude: ['**/node_modules/**', '**/.terraform/**'] }))
    paths.push(path)
  return Promise.all(
    paths.sort().map(async (path) => ({ path, text: await readFile(join(projectRoot, path), 'utf8') })),
  )
}
