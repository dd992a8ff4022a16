import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from './pages.ts'

/** The page that says of every command where it is run, or why not. */
export const LISTING = 'docs/commands.md'

/** How a command is shown to work; the heading of its part of the page begins so. */
const WAYS = {
  'As it is': 'AS_IT_IS',
  'Beside a running system': 'BESIDE_A_SYSTEM',
  'By another test': 'OTHER_TEST',
  'By `pnpm verify cluster`': 'CLUSTER',
  'Not run': 'NOT_RUN',
} as const

export interface ListedCommand {
  text: string
  way: (typeof WAYS)[keyof typeof WAYS]
  /** What stands behind it, or else the heading's own words behind "Not run: ". */
  reason: string
}

const ITEM = /^- `([^`]+)`(?:: (.+))?$/

/** @throws where a heading or a line of a list is not of the page's form */
export async function readListing(): Promise<ListedCommand[]> {
  return parseListing(await readFile(join(projectRoot, LISTING), 'utf8'))
}

export function parseListing(page: string): ListedCommand[] {
  const [, ...parts] = page.split(/^## /m)
  return parts.flatMap((part) => {
    const [heading = '', ...lines] = part.split('\n')
    const [title, why = ''] = heading.split(/: (.*)/s)
    const way = WAYS[title as keyof typeof WAYS]
    if (!way) throw new Error(`${LISTING}: "${heading}" is none of ${Object.keys(WAYS).join(', ')}`)
    return lines
      .filter((line) => line.startsWith('- '))
      .map((line) => {
        const [, text, reason = why] = ITEM.exec(line) ?? []
        if (text === undefined) throw new Error(`${LISTING}: not of the form "- \`command\`: reason": ${line}`)
        return { text, way, reason }
      })
  })
}
