import type { Block } from './blocks.ts'

/** A command of a document, on one line. */
export interface Command {
  text: string
  block: Block
}

const COMMENT = /(^|\s{2,})# .*$/
const GOES_ON = /(\\|\||&&)$/

/** The commands of a block of shell: lines that go on are joined, comments left out. */
export function commandsOf(block: Block): Command[] {
  const texts: string[] = []
  let begun = ''
  for (const line of block.code.split('\n').map((each) => each.replace(COMMENT, '').trim())) {
    const joined = [begun, line].filter((part) => part !== '').join(' ')
    begun = GOES_ON.test(line) ? joined.replace(/\s*\\$/, '') : ''
    if (begun === '' && joined !== '') texts.push(joined)
  }
  return texts.map((text) => ({ text, block }))
}
