import { parseArgs } from 'node:util'
import { STUCK_AFTER } from '@lms/kit/events/saga'
import { CommandError } from '../command-error.ts'
import { askDatabase, databasesOf } from '../events/databases-of.ts'

const RESUME = `
  update kit.saga set due_at = now()
  where finished_at is null and (($1::text is not null and kind = $1 and key = $2) or ($3 and resumed >= ${STUCK_AFTER}))
  returning kind, key`

/** Lets the services do the present step of a saga again, now. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { service: { type: 'string' }, stuck: { type: 'boolean', default: false } },
  })
  const [kind = null, key = null] = positionals
  if (!values.stuck && (kind === null || key === null)) {
    throw new CommandError('Say which: pnpm lms events resume purchase orderline_…, or --stuck for all that are stuck.')
  }
  let resumed = 0
  for (const target of await databasesOf(process.env, values.service ?? null)) {
    resumed += (await askDatabase(process.env, target, RESUME, [kind, key, values.stuck])).length
  }
  if (resumed === 0 && !values.stuck) throw new CommandError(`There is no ${kind} ${key} under way.`)
  console.log(`${resumed} will go on within seconds`)
}
