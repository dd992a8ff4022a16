import { parseArgs } from 'node:util'
import { TOPICS } from '@lms/contracts/catalogue'
import { listDeadLetters } from '@lms/kit/events/dead-letters'
import { readGroupLag } from '@lms/kit/events/read-lag'
import { askDatabase, databasesOf } from '../events/databases-of.ts'
import { printTable } from '../events/print-table.ts'
import { withKafka } from '../events/with-kafka.ts'

interface OutboxLag {
  pending: string
  seconds: number | null
  error: string | null
}

const OUTBOX = `
  select count(*)::text as pending, extract(epoch from now() - min(created_at))::int as seconds,
    (select last_error from kit.outbox where published_at is null and attempts > 0 order by position limit 1) as error
  from kit.outbox where published_at is null`

/** Shows what is not published, what is not handled, and how much was put aside. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { service: { type: 'string' } } })
  const targets = await databasesOf(process.env, values.service ?? null)
  const outboxes = [['service', 'not published', 'oldest', 'last error']]
  for (const target of targets) {
    const [lag] = await askDatabase<OutboxLag>(process.env, target, OUTBOX)
    outboxes.push([target.service, lag?.pending ?? '0', lag?.seconds ? `${lag.seconds} s` : '', lag?.error ?? ''])
  }
  printTable(outboxes)
  const groups = targets.map(({ service }) => `${service}-service`)
  const [lags, letters] = await withKafka(process.env, (kafka) =>
    Promise.all([readGroupLag(kafka, groups), listDeadLetters(kafka, TOPICS)]),
  )
  console.log()
  printTable([
    ['consumer', 'topic', 'not handled'],
    ...lags.map(({ group, topic, behind }) => [group, topic, String(behind)]),
  ])
  console.log(`\n${letters.length} dead letters${letters.length > 0 ? '; see "pnpm lms events dead"' : ''}`)
}
