import type { Page } from './pages.ts'

/** A fenced block of code. */
export interface Block {
  page: string
  /** Of its first line of code, from 1. */
  line: number
  /** What stands behind the fence; empty where nothing does. */
  language: string
  code: string
  /** The block that follows with nothing but empty lines between: what a command prints. */
  next?: Block
}

const FENCE = /^( *)```(\w*)$/

/** The fenced blocks of a page, in their order, without the indentation that a list gives them. */
export function blocksOf({ path, text }: Page): Block[] {
  const blocks: Block[] = []
  let open: { indent: number; block: Block } | null = null
  let isNext = false
  for (const [index, line] of text.split('\n').entries()) {
    const [, spaces = '', language = ''] = FENCE.exec(line) ?? []
    if (!FENCE.test(line)) {
      if (open) open.block.code += `${line.slice(open.indent)}\n`
      else if (line.trim() !== '') isNext = false
    } else if (open === null) {
      const block: Block = { page: path, line: index + 2, language, code: '' }
      const previous = blocks.at(-1)
      if (isNext && previous) previous.next = block
      blocks.push(block)
      open = { indent: spaces.length, block }
    } else {
      open = null
      isNext = true
    }
  }
  return blocks
}

const INDENTED = /^ {4,}\S/
const LIST_ITEM = /^\s*([-*]|\d+\.)\s/
/** How a command begins that somebody forgot to mark. */
const COMMAND = /^(\$ |(pnpm|npm|npx|node|kubectl|curl|docker|helm|terraform|aws|openssl|promtool|amtool) )/

/** Languages that would be commands, too. */
const OTHER_SHELLS = ['shell', 'console', 'zsh']

/** Code that no language is given for, or that is not fenced, so that nobody would look at it. */
export function unmarkedCode(page: Page): string[] {
  const lines = page.text.split('\n')
  let isFenced = false
  const indented = lines.flatMap((line, index) => {
    if (FENCE.test(line)) isFenced = !isFenced
    const isCode = !isFenced && INDENTED.test(line) && !LIST_ITEM.test(line) && lines[index - 1]?.trim() === ''
    return isCode ? [`${page.path}:${index + 1} is indented code: fence it, commands as \`\`\`sh`] : []
  })
  const unmarked = blocksOf(page).flatMap(({ language, code, line }) =>
    OTHER_SHELLS.includes(language) || (language === '' && code.split('\n').some((each) => COMMAND.test(each)))
      ? [`${page.path}:${line} holds commands: mark it as \`\`\`sh, and what they print as a block of its own`]
      : [],
  )
  return [...indented, ...unmarked]
}
