import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type Page, projectRoot } from './pages.ts'

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g
const FENCED = /^( *)```[\s\S]*?^\1```$/gm

/** Links of a page that lead nowhere: to a file that is not there, or a heading that the file has not. */
export function brokenLinks({ path, text }: Page): string[] {
  const prose = text.replace(FENCED, '').replace(/`[^`\n]*`/g, '``')
  return [...prose.matchAll(LINK)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return []
    const [target = '', anchor] = link.split('#')
    const file = target === '' ? join(projectRoot, path) : join(projectRoot, dirname(path), target)
    if (!existsSync(file)) return [`${path} links ${link}, which is not there`]
    if (anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).has(anchor)) return []
    return [`${path} links ${link}: ${relative(projectRoot, file)} has no such heading`]
  })
}

/** What headings are called in links, as GitHub does. */
export function anchorsOf(markdown: string): Set<string> {
  const headings = markdown.replace(FENCED, '').matchAll(/^#+ (.+)$/gm)
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
