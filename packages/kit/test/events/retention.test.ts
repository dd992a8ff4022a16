import { cleanEvents } from '@lms/kit/events/clean-events'
import { observeOutbox, readOutboxLag } from '@lms/kit/events/observe-outbox'
import { Pool, type PoolClient } from 'pg'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestService, log, renamed, sqlClient, type TestService } from './test-service.ts'

const definition = renamed()
let service: TestService
let pool: Pool

beforeEach(async () => {
  service = await createTestService('course-service')
  pool = new Pool({ connectionString: service.database.url })
})
afterEach(async () => {
  await pool.end()
  await service[Symbol.asyncDispose]()
})

const db = () => sqlClient(pool as unknown as PoolClient)
const DAY_MS = 86_400_000

test('what was published and handled long ago is deleted, what waits is not', async () => {
  const age = (days: number) => new Date(service.clock.now().getTime() - days * DAY_MS)
  for (const version of [1, 2, 3]) await service.append(definition, 'course_1', version)
  const publish = 'update kit.outbox set published_at = $1 where aggregate_version = $2'
  await service.database.query(publish, [age(8), 1])
  await service.database.query(publish, [age(6), 2])
  for (const days of [100, 401]) {
    await service.database.query(
      "insert into kit.inbox values ('course-service', $1, 'lms.course.renamed.v1', 'course_1', 1, 'APPLIED', $2)",
      [`event_${days}`, age(days)],
    )
  }
  const work = cleanEvents(
    { service: service.name, db: db(), clock: service.clock, log },
    { outboxDays: 7, inboxDays: 400 },
  )
  const left = async () => [
    await service.database.query('select aggregate_version::int as v from kit.outbox order by 1'),
    (await service.inbox()).map(({ event_id }) => event_id),
  ]
  await expect.poll(left).toEqual([[{ v: 2 }, { v: 3 }], ['event_100']])
  await work.stop()
})

test('the lag shows how many events wait, and for how long', async () => {
  expect(await readOutboxLag(db(), service.clock.now())).toEqual({ pending: 0, oldestSeconds: 0 })
  await service.append(definition, 'course_1', 1)
  service.clock.advance(90_000)
  await service.append(definition, 'course_1', 2)
  const registry = new Registry()
  observeOutbox(registry, db(), service.clock)
  const text = await registry.metrics()
  expect(text).toContain('lms_outbox_pending 2')
  expect(text).toContain('lms_outbox_oldest_age_seconds 90')
})

test('metrics are shown without the lag while the database is away', async () => {
  const registry = new Registry()
  const away = { $queryRaw: async () => Promise.reject(new Error('away')), $executeRaw: async () => 0 }
  observeOutbox(registry, away, service.clock)
  expect(await registry.metrics()).toContain('lms_outbox_pending Nan')
})
