import type { Block } from './blocks.ts'

/** A command of a document, on one line; or a document's scripts, by its path. */
export interface Command {
  text: string
  block: Block
}

const COMMENT = /(^|\s{2,})# .*$/
const GOES_ON = /(\\|\||&&)$/

/** The commands of a block: of `sh` its lines, joined where they go on, without comments. A block of `bash` is one script. */
export function commandsOf(block: Block): Command[] {
  if (block.language === 'bash') return [{ text: block.page, block }]
  if (block.language !== 'sh') return []

  const texts: string[] = []
  let begun = ''
  for (const line of block.code.split('\n').map((each) => each.replace(COMMENT, '').trim())) {
    const joined = [begun, line].filter((part) => part !== '').join(' ')
    begun = GOES_ON.test(line) ? joined.replace(/\s*\\$/, '') : ''
    if (begun === '' && joined !== '') texts.push(joined)
  }
  return texts.map((text) => ({ text, block }))
}
