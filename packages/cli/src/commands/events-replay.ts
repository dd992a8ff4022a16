import { parseArgs } from 'node:util'
import { sendAgain } from '@lms/kit/events/dead-letters'
import { CommandError } from '../command-error.ts'
import { chooseLetters } from '../events/choose-letters.ts'
import { withKafka } from '../events/with-kafka.ts'

/** Sends dead letters again: those named, or all that fit a filter. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      consumer: { type: 'string' },
      type: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
  })
  const { all, ...filter } = values
  if (positionals.length === 0 && !all && Object.values(filter).every((value) => value === undefined)) {
    throw new CommandError('Say which: ids of "pnpm lms events dead", --consumer, --type, --since, --until, or --all.')
  }
  const sent = await withKafka(process.env, async (kafka) => {
    const letters = await chooseLetters(kafka, filter)
    const chosen = positionals.length > 0 ? letters.filter(({ id }) => positionals.includes(id)) : letters
    const missing = positionals.filter((id) => !chosen.some((letter) => letter.id === id))
    if (missing.length > 0)
      throw new CommandError(`There is no dead letter ${missing.join(', ')}, or it was sent again.`)
    await sendAgain(kafka, chosen)
    return chosen.length
  })
  console.log(`${sent} sent again; each takes effect once`)
}
