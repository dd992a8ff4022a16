import type { Command } from './commands.ts'
import { LISTING, type ListedCommand } from './listing.ts'

/** What is wrong between the commands of the documents and the page that lists them; nothing when they agree. */
export function compareListing(commands: readonly Command[], listed: readonly ListedCommand[]): string[] {
  const known = new Set(listed.map(({ text }) => text))
  const used = new Set(commands.map(({ text }) => text))
  const unlisted = Map.groupBy(
    commands.filter(({ text }) => !known.has(text)),
    ({ text }) => text,
  )
  return [
    ...[...unlisted].map(
      ([text, [{ block } = { block: { page: '', line: 0 } }]]) =>
        `${block.page}:${block.line} has a command that nobody runs. Say in ${LISTING} where it is run, or why not:\n- \`${text}\``,
    ),
    ...listed
      .filter(({ text }) => !used.has(text))
      .map(({ text }) => `${LISTING} lists what no document has any more; take it out:\n- \`${text}\``),
    ...listed
      .filter(({ text }, index) => listed.findIndex((other) => other.text === text) !== index)
      .map(({ text }) => `${LISTING} lists twice:\n- \`${text}\``),
    ...listed
      .filter(({ way, reason }) => way === 'NOT_RUN' && reason === '')
      .map(({ text }) => `${LISTING} gives no reason for:\n- \`${text}\``),
  ]
}
