import { parseArgs } from 'node:util'
import { CommandError } from '../command-error.ts'
import { chooseLetters } from '../events/choose-letters.ts'
import { printTable } from '../events/print-table.ts'
import { withKafka } from '../events/with-kafka.ts'

/** Errors of the database begin with what was called, and say why at the end. */
const LONGEST_ERROR = 240

/** Lists dead letters, or shows one in full. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      consumer: { type: 'string' },
      type: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
    },
  })
  const letters = await withKafka(process.env, (kafka) => chooseLetters(kafka, values))
  const [id] = positionals
  if (id !== undefined) {
    const letter = letters.find((candidate) => candidate.id === id)
    if (!letter) throw new CommandError(`There is no dead letter ${id}, or it was sent again.`)
    console.log(JSON.stringify(letter, null, 2))
    return
  }
  if (letters.length === 0) return console.log('no dead letters')
  printTable([
    ['id', 'time', 'consumer', 'type', 'error'],
    ...letters.map((letter) => [
      letter.id,
      letter.time,
      letter.consumer,
      letter.type ?? '?',
      letter.error.slice(0, LONGEST_ERROR),
    ]),
  ])
}
