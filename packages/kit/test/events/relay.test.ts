import { readFile } from 'node:fs/promises'
import type { BusMessage } from '@lms/kit/events/bus'
import { Client, Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { append, createTestService, renamed, sqlClient, type TestService } from './test-service.ts'

const definition = renamed()
let service: TestService
let stops: (() => Promise<unknown>)[]

beforeEach(async () => {
  service = await createTestService('course-service')
  stops = []
})

afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  await service[Symbol.asyncDispose]()
})

/** Records what is published, as `subject@version`; fails as long as it is told to. */
function recorder() {
  const published: string[] = []
  let fault: Error | null = null
  return {
    published,
    fail: (error: Error | null) => {
      fault = error
    },
    publish: async (_topic: string, messages: readonly BusMessage[]) => {
      if (fault) throw fault
      for (const { key, value } of messages) published.push(`${key}@${JSON.parse(value).aggregateversion}`)
    },
  }
}

function start(...[bus, options]: Parameters<TestService['relay']>) {
  const relay = service.relay(bus, options)
  stops.push(() => relay.stop())
  return relay
}

const relaySessions = () =>
  service.database.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'course-service-relay' and datname = current_database()`,
  )

/** The session that holds the lock. */
const leaders = () =>
  service.database.query<{ pid: number }>(
    `select pid from pg_locks join pg_database on pg_database.oid = database
     where locktype = 'advisory' and granted and datname = current_database()`,
  )

const waiting = () =>
  service.database.query(
    `select pid from pg_locks join pg_database on pg_database.oid = database
     where locktype = 'advisory' and not granted and datname = current_database()`,
  )

test('what was committed before a crash is published after it', async () => {
  await service.append(definition, 'course_1', 1)
  await service.append(definition, 'course_1', 2)
  const bus = recorder()
  start(bus)
  await expect.poll(service.unpublished).toBe(0)
  expect(bus.published).toEqual(['course_1@1', 'course_1@2'])
})

test('who waits for the lock gets it when the relay’s session ends, and nothing is published until it is given back', async () => {
  const bus = recorder()
  for (let process = 0; process < 2; process++) start(bus)
  await expect.poll(relaySessions).toHaveLength(2)
  await expect.poll(leaders).toHaveLength(1)
  // As docs/deployment/scaling.md has it for more partitions.
  const page = await readFile(new URL('../../../../docs/deployment/scaling.md', import.meta.url), 'utf8')
  const [lock = '', terminate = ''] = [...page.matchAll(/^ +(select pg_.*;)$/gm)].map(([, sql]) => sql)
  const operator = new Client({ connectionString: service.database.url })
  await operator.connect()
  stops.push(() => operator.end())
  const held = operator.query(lock)
  await expect.poll(waiting).toHaveLength(1)
  await service.database.query(terminate.replace(';', ' and datname = current_database()'))
  await held
  await service.append(definition, 'course_1', 1)
  // Both relays have come back and tried.
  await expect.poll(relaySessions).toHaveLength(2)
  expect(bus.published).toEqual([])
  await operator.query('select pg_advisory_unlock_all()')
  await expect.poll(() => bus.published, { timeout: 5_000 }).toEqual(['course_1@1'])
})

test('an event is published when it is committed, and marked with the time of the clock', async () => {
  const bus = recorder()
  start(bus)
  await expect.poll(leaders).toHaveLength(1)
  service.clock.advance(86_400_000)
  await service.append(definition, 'course_1', 1)
  await expect.poll(() => bus.published).toEqual(['course_1@1'])
  await expect.poll(service.unpublished).toBe(0)
  const rows = await service.database.query<{ later: boolean }>(
    `select published_at > now() + interval '1 hour' as later from kit.outbox`,
  )
  expect(rows).toEqual([{ later: true }])
})

test('a transaction that commits late is not skipped', async () => {
  const bus = recorder()
  start(bus)
  const pool = new Pool({ connectionString: service.database.url })
  stops.push(() => pool.end())
  const late = await pool.connect()
  const time = service.clock.now()
  await late.query('begin')
  await append(sqlClient(late), definition, { subject: 'course_1', version: 1, title: 'drawn first', time })
  await service.append(definition, 'course_2', 1)
  await expect.poll(() => bus.published).toEqual(['course_2@1'])
  await expect.poll(service.unpublished).toBe(0)
  await late.query('commit')
  late.release()
  await expect.poll(() => bus.published).toEqual(['course_2@1', 'course_1@1'])
})

test('events of a subject keep their order when relays come and go', async () => {
  const bus = recorder()
  const subjects = ['course_1', 'course_2', 'course_3']
  const versions = Array.from({ length: 40 }, (_, index) => index + 1)
  let relay = start(bus, { batchSize: 7 })
  for (const version of versions) {
    await Promise.all(subjects.map((subject) => service.append(definition, subject, version)))
    if (version % 10 === 0) {
      await relay.stop()
      relay = start(bus, { batchSize: 7 })
    }
  }
  await expect.poll(service.unpublished).toBe(0)
  for (const subject of subjects) {
    expect(bus.published.filter((name) => name.startsWith(`${subject}@`))).toEqual(
      versions.map((v) => `${subject}@${v}`),
    )
  }
})

test('of two relays one is active, and the other takes over when it stops', async () => {
  const [first, second] = [recorder(), recorder()]
  const active = start(first)
  await expect.poll(leaders).toHaveLength(1)
  start(second)
  await expect.poll(relaySessions).toHaveLength(2)
  await service.append(definition, 'course_1', 1)
  await expect.poll(() => first.published).toEqual(['course_1@1'])
  await active.stop()
  await service.append(definition, 'course_1', 2)
  await expect.poll(() => second.published).toEqual(['course_1@2'])
  expect(first.published).toEqual(['course_1@1'])
})

test('a relay whose session is cut off gives way and comes back', async () => {
  const bus = recorder()
  start(bus)
  for (const version of [1, 2, 3]) {
    await expect.poll(leaders).toHaveLength(1)
    for (const { pid } of await relaySessions()) {
      await service.database.query('select pg_terminate_backend($1)', [pid])
    }
    await service.append(definition, 'course_1', version)
    await expect.poll(service.unpublished).toBe(0)
  }
  expect([...new Set(bus.published)]).toEqual(['course_1@1', 'course_1@2', 'course_1@3'])
})

test('what the bus refuses stays unpublished with the reason, and goes out first when it recovers', async () => {
  const bus = recorder()
  bus.fail(new Error('broker away'))
  start(bus)
  await service.append(definition, 'course_1', 1)
  const lastError = async () =>
    (await service.database.query<{ last_error: string }>('select last_error from kit.outbox'))[0]
  await expect.poll(lastError).toEqual({ last_error: 'Error: broker away' })
  await service.append(definition, 'course_1', 2)
  bus.fail(null)
  await expect.poll(() => bus.published).toEqual(['course_1@1', 'course_1@2'])
})

test('a topic that the bus refuses does not hold up the others', async () => {
  const [bad, good] = [renamed(), renamed()]
  const published: string[] = []
  start({
    publish: async (topic) => {
      if (topic === bad.topic) throw new Error('unknown topic')
      published.push(topic)
    },
  })
  await service.append(bad, 'course_1', 1)
  await service.append(good, 'course_2', 1)
  await expect.poll(() => published).toEqual([good.topic])
  await expect.poll(service.unpublished).toBe(1)
})

test('a batch in hand is finished when the relay stops', async () => {
  await service.append(definition, 'course_1', 1)
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const relay = start({
    publish: () => {
      enter()
      return released
    },
  })
  await entered
  const stopped = relay.stop()
  release()
  await stopped
  expect(await service.unpublished()).toBe(0)
})

test('a bus that never answers does not keep the relay from stopping, nor the next from publishing', async () => {
  await service.append(definition, 'course_1', 1)
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
  const relay = start({
    publish: () => {
      enter()
      return new Promise(() => {})
    },
  })
  await entered
  await relay.stop()
  expect(await service.unpublished()).toBe(1)
  const bus = recorder()
  start(bus)
  await expect.poll(() => bus.published).toEqual(['course_1@1'])
})
