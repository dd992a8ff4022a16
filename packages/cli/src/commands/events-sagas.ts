import { parseArgs } from 'node:util'
import { STUCK_AFTER } from '@lms/kit/events/saga'
import { askDatabase, databasesOf } from '../events/databases-of.ts'
import { printTable } from '../events/print-table.ts'

interface Row {
  kind: string
  key: string
  step: string
  since: Date
  state: string
  resumed: number
}

const SAGAS = `
  select kind, key, step, since, resumed,
    case when finished_at is not null then 'finished' when resumed >= ${STUCK_AFTER} then 'stuck'
      when resumed > 0 then 'late' else 'running' end as state
  from kit.saga
  where ($1::text is null or kind = $1) and ($2::text is null or key = $2)
    and (not $3 or (finished_at is null and resumed >= ${STUCK_AFTER})) and ($4 or $2 is not null or finished_at is null)
  order by since limit 500`

/** Lists sagas: those under way, or also those that are finished. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      service: { type: 'string' },
      kind: { type: 'string' },
      key: { type: 'string' },
      stuck: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    },
  })
  const { kind = null, key = null, stuck, all } = values
  const rows = [['service', 'saga', 'about', 'step', 'since', 'state']]
  for (const target of await databasesOf(process.env, values.service ?? null)) {
    for (const saga of await askDatabase<Row>(process.env, target, SAGAS, [kind, key, stuck, all])) {
      const state = saga.resumed > 0 ? `${saga.state} (resumed ${saga.resumed} times)` : saga.state
      rows.push([target.service, saga.kind, saga.key, saga.step, saga.since.toISOString(), state])
    }
  }
  if (rows.length === 1) return console.log(stuck ? 'no saga is stuck' : 'no saga is under way')
  printTable(rows)
}
