import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { enrollmentActivated } from '@lms/contracts/course'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import { newId } from '@lms/kit/ids'
import { createLogger } from '@lms/kit/log'
import { prepareDatabases } from '@lms/local/databases'
import { startKafkaServer } from '@lms/local/kafka-server'
import { startPostgres } from '@lms/local/postgres'
import { Client } from 'pg'
import { percentile } from '../hostile/paced-load.ts'
import { startProcess } from '../start-process.ts'
import { startEventConsumer } from './event-consumer.ts'

const PENDING = [10, 100, 1_000, 10_000]
const IDLE_EVENTS = 300
const IDLE_MS = 20
const RELAY_CORE = 1
const KEYS = 1_000

/**
 * `pnpm bench events`: from the commit of an event in one service to its effect in another, through a relay, real Kafka and
 * Prisma; one event at a time, and with more and more that wait.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-bench-events-'))
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: true })
  const kafka = await startKafkaServer({ dir: join(folder, 'kafka') })
  try {
    const { urls } = await prepareDatabases(postgres.url)
    const log = createLogger({ service: 'bench', level: 'silent' })
    await ensureTopics({ brokers: [kafka.broker], clientId: 'bench', log }, ['lms.course'], {
      partitions: 3,
      replicationFactor: 1,
    })
    await measure(urls, kafka.broker)
  } finally {
    await kafka.stop('SIGKILL')
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(urls: ReadonlyMap<string, string>, broker: string): Promise<void> {
  const handledAt = new Map<string, number>()
  const waiting = new Map<string, () => void>()
  await using _consumer = await startEventConsumer(
    { databaseUrl: urls.get('assessment') ?? '', brokers: [broker] },
    (id) => {
      handledAt.set(id, performance.now())
      waiting.get(id)?.()
    },
  )
  await using _relay = await startProcess(new URL('./relay-process.ts', import.meta.url), RELAY_CORE, {
    environment: { DATABASE_URL: urls.get('course') ?? '', KAFKA_BROKERS: broker },
  })
  const client = new Client({ connectionString: urls.get('course') })
  await client.connect()
  const handled = (id: string) =>
    handledAt.has(id) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(id, resolve))
  /** @returns the moment of the commit, and the ids */
  const append = async (count: number) => {
    const rows = Array.from({ length: count }, (_, index) => envelope(index))
    await client.query('begin')
    await client.query(
      `insert into kit.outbox (event_id, topic, key, type, aggregate_version, envelope, created_at)
       select row->>'id', 'lms.course', row->>'subject', row->>'type', (row->>'aggregateversion')::bigint, row, now()
       from jsonb_array_elements($1::jsonb) row`,
      [JSON.stringify(rows)],
    )
    await client.query("select pg_notify('outbox', '')")
    await client.query('commit')
    return { at: performance.now(), ids: rows.map(({ id }) => id) }
  }
  const latencies = async (count: number) => {
    const { at, ids } = await append(count)
    await Promise.all(ids.map(handled))
    return ids.map((id) => (handledAt.get(id) ?? at) - at)
  }
  try {
    for (let warm = 0; warm < 3; warm++) await latencies(1_000)
    const idle: number[] = []
    for (let sent = 0; sent < IDLE_EVENTS; sent++) {
      idle.push(...(await latencies(1)))
      // Nothing of the one before may be under way any more: its offset is committed behind its effect.
      await delay(IDLE_MS * (0.5 + Math.random()))
    }
    console.log('pending   commit to handled p50 / p99   events/s')
    print('1 (idle)', idle, null)
    for (const count of PENDING) {
      const all: number[] = []
      let seconds = 0
      const rounds = count >= 1_000 ? 3 : 20
      for (let round = 0; round < rounds; round++) {
        const times = await latencies(count)
        all.push(...times)
        seconds += Math.max(...times) / 1_000
      }
      print(String(count), all, (count * rounds) / seconds)
    }
  } finally {
    await client.end()
  }
}

let version = 0

function envelope(index: number) {
  const enrollmentId = `enrollment_bench${index % KEYS}`
  const { type, example } = enrollmentActivated
  return {
    ...{ specversion: '1.0', id: newId('event'), type, source: 'course-service', subject: enrollmentId },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json', dataschema: `urn:lms:event:${type}` },
    ...{ aggregateversion: ++version, correlationid: 'bench', data: { ...example, enrollmentId } },
  }
}

function print(pending: string, latencies: number[], perSecond: number | null): void {
  const sorted = latencies.toSorted((left, right) => left - right)
  const at = (share: number) => `${percentile(sorted, share).toFixed(1)} ms`
  console.log(
    `${pending.padEnd(9)} ${`${at(0.5)} / ${at(0.99)}`.padEnd(29)} ${perSecond === null ? '' : Math.round(perSecond)}`,
  )
}
