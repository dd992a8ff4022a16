import type { BusMessage } from '@lms/kit/events/bus'
import fc from 'fast-check'
import { Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { append, createTestService, renamed, sqlClient, type TestService } from './test-service.ts'

const definition = renamed()
let service: TestService

beforeEach(async () => {
  service = await createTestService('course-service')
  await service.database.query('create table aggregate (id text primary key, version int not null)')
})
afterEach(() => service[Symbol.asyncDispose]())

/** One transaction of a schedule: whom it changes, and how long it waits between its event and its end. */
interface Step {
  subject: string
  waitMs: number
  fails: boolean
}

const steps = fc.array(
  fc.record({
    subject: fc.constantFrom('course_1', 'course_2', 'course_3', 'course_4'),
    waitMs: fc.nat(8),
    fails: fc.boolean(),
  }),
  { minLength: 20, maxLength: 60 },
)

/** Changes an aggregate as operations do: its row first, whose lock puts those who come at once in order. */
async function change(pool: Pool, { subject, waitMs, fails }: Step): Promise<string | null> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ version: number }>(
      'insert into aggregate values ($1, 1) on conflict (id) do update set version = aggregate.version + 1 returning version',
      [subject],
    )
    const version = rows[0]?.version ?? 0
    const time = service.clock.now()
    await append(sqlClient(client), definition, { subject, version, title: 'Title', time })
    await client.query('select pg_sleep($1)', [waitMs / 1000])
    await client.query(fails ? 'rollback' : 'commit')
    return fails ? null : `${subject}@${version}`
  } finally {
    client.release()
  }
}

/** A bus that notes what it gets and whose answers are sometimes lost. */
function recorder(lost: boolean[]) {
  const published: string[] = []
  return {
    published,
    publish: async (_topic: string, messages: readonly BusMessage[]) => {
      for (const { key, value } of messages) published.push(`${key}@${JSON.parse(value).aggregateversion}`)
      if (lost.shift()) throw new Error('the answer was lost')
    },
  }
}

test('whatever commits in whatever order is published, and each subject in its order', async () => {
  const pool = new Pool({ connectionString: service.database.url, max: 8 })
  try {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.boolean(), { maxLength: 4 }),
        async (schedule, batchSize, lost) => {
          await service.database.query('truncate aggregate, kit.outbox')
          const bus = recorder([...lost])
          const relays = [service.relay(bus, { batchSize }), service.relay(bus, { batchSize })]
          const committed = (await Promise.all(schedule.map((step) => change(pool, step)))).filter(
            (name) => name !== null,
          )
          // The active one gives way in the middle of it.
          await relays[0]?.stop()
          await expect.poll(service.unpublished).toBe(0)
          await relays[1]?.stop()
          expect(new Set(bus.published)).toEqual(new Set(committed))
          const first = [...new Set(bus.published)]
          for (const subject of new Set(schedule.map((step) => step.subject))) {
            const versions = first.flatMap((name) =>
              name.startsWith(`${subject}@`) ? [Number(name.split('@')[1])] : [],
            )
            expect(versions).toEqual(versions.toSorted((a, b) => a - b))
          }
        },
      ),
      { numRuns: 8, endOnFailure: true },
    )
  } finally {
    await pool.end()
  }
})

test('a batch never outgrows what a broker takes at once', async () => {
  const sizes: number[] = []
  const large = 'x'.repeat(50)
  await service.database.query('alter table kit.outbox alter column created_at set default now()')
  for (let version = 1; version <= 12; version++) {
    await service.append(definition, 'course_1', version, large)
  }
  // As large as an event may be, and put there past the contract, whose titles are short.
  await service.database.query(
    "update kit.outbox set envelope = jsonb_set(envelope, '{data,title}', to_jsonb(repeat('x', 200000)))",
  )
  const relay = service.relay({
    publish: async (_topic, messages) => {
      sizes.push(messages.reduce((sum, { value }) => sum + value.length, 0))
    },
  })
  await expect.poll(service.unpublished).toBe(0)
  await relay.stop()
  expect(Math.max(...sizes)).toBeLessThan(700_000)
  expect(sizes).toHaveLength(6)
})
