import { writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { DOMAINS } from '@lms/contracts/catalogue'
import type { EventEnvelope } from '@lms/contracts/event'
import type { KafkaOptions } from '@lms/kit/events/kafka-client'
import { readActiveGroups } from '@lms/kit/events/read-active-groups'
import { CommandError } from '../command-error.ts'
import { askDatabase, databasesOfAll } from '../events/databases-of.ts'
import { type Ask, findLost } from '../events/find-lost.ts'
import { markLost, type Orphan } from '../events/mark-lost.ts'
import { printTable } from '../events/print-table.ts'
import { tellAgain } from '../events/tell-again.ts'
import { withKafka } from '../events/with-kafka.ts'

const HOUR_MS = 60 * 60_000

/** An event bears the time of its write; it counts from its commit, and clocks differ. */
const MARGIN_MS = HOUR_MS

/** By how much the moment may be given too late. An outbox keeps what was told for a day at least. */
const MISTAKE_MS = 12 * HOUR_MS

/** A process that was killed stays a member of its group for the session timeout. */
const LONGEST_SESSION_MS = 60_000

/**
 * Makes what travels fit databases that were restored to a moment: what was told after it counts as never told, and what a
 * service had not handled by then comes again. The services must be stopped; what was done already is not done twice.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      to: { type: 'string' },
      'behind-hours': { type: 'string', default: '24' },
      save: { type: 'string' },
    },
  })
  const to = new Date(values.to ?? '')
  if (Number.isNaN(to.getTime())) throw new CommandError('Say to which moment was restored: --to 2026-12-01T09:30:00Z')
  const hours = Number(values['behind-hours'])
  if (!(hours > 0))
    throw new CommandError('--behind-hours is a number from 1 on: how far a consumer may have been behind')
  const ask = askAll()
  const lost = await withKafka(process.env, async (kafka) => {
    await awaitStopped(kafka)
    const last = Math.max(to.getTime() - MISTAKE_MS, await readNewest(ask))
    return findLost(kafka, new Date(Math.min(to.getTime(), last) - MARGIN_MS), ask)
  })
  if (values.save !== undefined) await save(values.save, lost)
  const orphans = await markLost(lost, ask)
  printLost(lost, to)
  const again = await tellAgain(new Date(to.getTime() - hours * HOUR_MS), ask)
  console.log('\ntold again, because they had not handled it')
  printTable([
    ['of', 'to', 'events'],
    ...again.map(({ producer, consumer, count }) => [producer, consumer, String(count)]),
  ])
  refuseOrphans(orphans)
}

function askAll(): Ask {
  const databases = databasesOfAll(process.env)
  return async (domain, sql, values) => {
    const database = databases.get(domain)
    if (!database) throw new Error(`unreachable: ${domain} has a database`)
    return askDatabase(process.env, database, sql, values)
  }
}

/** When the newest event was told that the databases know of: no later than the moment that they are of. */
async function readNewest(ask: Ask): Promise<number> {
  const newest = await Promise.all(
    DOMAINS.map((domain) => ask<{ at: Date | null }>(domain, 'select max(created_at) as at from kit.outbox', [])),
  )
  return Math.max(...newest.flat().map(({ at }) => at?.getTime() ?? 0))
}

async function awaitStopped(kafka: KafkaOptions): Promise<void> {
  const groups = DOMAINS.map((domain) => `${domain}-service`)
  for (const giveUpAt = Date.now() + LONGEST_SESSION_MS; ; ) {
    const active = await readActiveGroups(kafka, groups)
    if (active.length === 0) return
    if (Date.now() > giveUpAt) throw new CommandError(`Stop all services first; there still runs: ${active.join(', ')}`)
    await delay(1_000)
  }
}

/** Names and addresses may be in there: for the owner's eyes alone. */
async function save(file: string, lost: readonly EventEnvelope[]): Promise<void> {
  await writeFile(file, lost.map((event) => `${JSON.stringify(event)}\n`).join(''), { mode: 0o600 })
}

function printLost(lost: readonly EventEnvelope[], to: Date): void {
  console.log(`lost: told after ${to.toISOString()}, and what they told of is not there any more`)
  const byType = [...Map.groupBy(lost, ({ type }) => type)].sort(([left], [right]) => left.localeCompare(right))
  printTable([['event', 'lost'], ...byType.map(([type, events]) => [type, String(events.length)])])
}

function refuseOrphans(orphans: readonly Orphan[]): void {
  if (orphans.length === 0) return
  const lines = orphans.map(({ consumer, type, id }) => `  ${consumer}: ${type} ${id}`)
  throw new CommandError(
    `The databases are not of one moment, or services have run since: these acted on what its producer does not know.\n${lines.join('\n')}`,
  )
}
