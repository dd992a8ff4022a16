import { EventEnvelope } from '@lms/contracts/event'
import { applyEvents, type LockFirst } from '@lms/kit/events/apply-events'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'
import { lockNames } from '@lms/kit/lock-names'
import type { SqlClient } from '@lms/kit/sql'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestService, envelope, renamed, type TestService } from './test-service.ts'

const definition = renamed()
let service: TestService

beforeEach(async () => {
  service = await createTestService('analytics-service')
  await service.database.query('create table course (id text primary key, title text, version int)')
})
afterEach(() => service[Symbol.asyncDispose]())

/** Notes every effect, and keeps the latest title. */
const keep = handles(definition, async (event, { tx }: HandlerContext<SqlClient>) => {
  const { id, subject, aggregateversion: version, data } = event
  await tx.$executeRaw`insert into effect (event_id, subject, version) values (${id}, ${subject}, ${version})`
  return (await project(tx, { table: 'course', key: { id: subject }, version, set: { title: data.title } }))
    ? 'APPLIED'
    : 'STALE'
})

const read = (json: string) => {
  const parsed = EventEnvelope.parse(JSON.parse(json))
  return { envelope: parsed, ...keep.accept(parsed) }
}

const log = fc
  .uniqueArray(fc.tuple(fc.constantFrom('course_1', 'course_2', 'course_3'), fc.integer({ min: 1, max: 15 })), {
    selector: ([subject, version]) => `${subject}@${version}`,
    minLength: 5,
    maxLength: 30,
  })
  .chain((facts) =>
    fc.tuple(
      fc.constant(facts),
      // The whole log, with duplicates, shuffled; cut into batches that several processes apply at once.
      fc.shuffledSubarray([...facts, ...facts, ...facts], { minLength: facts.length * 3 }),
      fc.integer({ min: 1, max: 12 }),
    ),
  )

test('whatever is delivered, how often, in which order and to how many at once: one effect each, the latest stays', async () => {
  await fc.assert(
    fc.asyncProperty(log, async ([facts, deliveries, batchSize]) => {
      await service.database.query('truncate effect, course, kit.inbox')
      const events = deliveries.map(([subject, version]) => {
        const data = { title: `Title ${version}` }
        return read(envelope(definition, { id: `${subject}@${version}`, subject, aggregateversion: version, data }))
      })
      const batches = Array.from({ length: Math.ceil(events.length / batchSize) }, (_, index) =>
        events.slice(index * batchSize, (index + 1) * batchSize),
      )
      const applier = { service: service.name, transact: service.transact, deps: {}, clock: service.clock }
      const outcomes = (await Promise.all(batches.map((batch) => applyEvents(applier, batch)))).flat()
      expect(outcomes.filter((outcome) => outcome !== 'DUPLICATE')).toHaveLength(facts.length)
      expect((await service.effects()).map(({ event_id }) => event_id).sort()).toEqual(
        facts.map(([subject, version]) => `${subject}@${version}`).sort(),
      )
      expect(await service.inbox()).toHaveLength(facts.length)
      const latest = await service.database.query<{ id: string; version: number }>('select id, version from course')
      for (const { id, version } of latest) {
        expect(version).toBe(Math.max(...facts.filter(([subject]) => subject === id).map(([, number]) => number)))
      }
    }),
    { numRuns: 15 },
  )
})

test('a batch in which one handler fails takes no effect at all', async () => {
  const failing = handles(definition, async ({ aggregateversion }, { tx }: HandlerContext<SqlClient>) => {
    await tx.$executeRaw`insert into effect (event_id, subject, version) values ('x', 'y', ${aggregateversion})`
    if (aggregateversion === 2) throw new Error('no')
  })
  const events = [1, 2, 3].map((version) => {
    const parsed = EventEnvelope.parse(JSON.parse(envelope(definition, { aggregateversion: version })))
    return { envelope: parsed, ...failing.accept(parsed) }
  })
  const applier = { service: service.name, transact: service.transact, deps: {}, clock: service.clock }
  await expect(applyEvents(applier, events)).rejects.toThrow('no')
  expect(await service.effects()).toEqual([])
  expect(await service.inbox()).toEqual([])
})

/**
 * Two processes apply events about the same two things, each in another order, and each takes up the second only when the
 * other holds its first, or waits.
 */
async function applyCrosswise(lockFirst?: LockFirst<SqlClient>): Promise<{ runs: number; transactions: number }> {
  await service.database.query('create table thing (id text primary key, changes int)')
  await service.database.query("insert into thing values ('a', 0), ('b', 0)")
  let [runs, transactions] = [0, 0]
  const counting: typeof service.transact = (run) =>
    service.transact((tx) => {
      transactions++
      return run(tx)
    })
  let holding = 0
  /** Until the other transaction holds its first thing too, or waits for a lock. */
  const untilTheyMeet = async () => {
    const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    while (holding < 2 && (await service.database.query(waiting)).length === 0);
  }
  const change = handles(definition, async ({ subject, aggregateversion }, { tx }: HandlerContext<SqlClient>) => {
    runs++
    await tx.$executeRaw`update thing set changes = changes + 1 where id = ${subject}`
    if (aggregateversion !== 1 || transactions > 2) return
    holding++
    await untilTheyMeet()
  })
  const batch = (subjects: string[]) =>
    subjects.map((subject, index) => {
      const parsed = EventEnvelope.parse(JSON.parse(envelope(definition, { subject, aggregateversion: index + 1 })))
      return { envelope: parsed, ...change.accept(parsed) }
    })
  const applier = {
    service: service.name,
    transact: counting,
    deps: {},
    clock: service.clock,
    ...(lockFirst && { lockFirst }),
  }
  await Promise.all([applyEvents(applier, batch(['a', 'b'])), applyEvents(applier, batch(['b', 'a']))])
  expect(await service.database.query('select * from thing order by id')).toEqual([
    { id: 'a', changes: 2 },
    { id: 'b', changes: 2 },
  ])
  return { runs, transactions }
}

test('batches that touch the same things crosswise deadlock, and are tried again', async () => {
  const { transactions } = await applyCrosswise()
  expect(transactions).toBeGreaterThan(2)
})

test('batches that lock first what they will touch do not deadlock', async () => {
  const lockSubjects: LockFirst<SqlClient> = (tx, events) =>
    lockNames(
      tx,
      events.map(({ subject }) => subject),
    )
  expect(await applyCrosswise(lockSubjects)).toEqual({ runs: 4, transactions: 2 })
})
