import type { EventEnvelope } from '@lms/contracts/event'
import { newId } from '@lms/kit/ids'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuildProjections } from '../src/projections/rebuild-projections.ts'
import { factsFor, november } from './facts.ts'
import { startTestAnalytics } from './start-analytics.ts'

const TABLES = [
  'roster_course',
  'price_fact',
  'registration_fact',
  'enrollment_fact',
  'lesson_fact',
  'activity_fact',
  'sale_fact',
  'refund_fact',
  'grade_fact',
  'attendance_fact',
]

/** Every projection, byte for byte. */
async function projections(subgraph: TestSubgraph): Promise<Record<string, string[]>> {
  const dumps = TABLES.map(async (table) => {
    const rows = await subgraph.database.query<{ row: string }>(`select ${table}::text as row from ${table} order by 1`)
    return [table, rows.map(({ row }) => row)]
  })
  return Object.fromEntries(await Promise.all(dumps))
}

const rebuild = (subgraph: TestSubgraph) =>
  rebuildProjections({ DATABASE_URL: subgraph.database.url, DB_SSL_MODE: 'disable' })

/** A history with repetitions, corrections, ends and new beginnings, in the order in which it happened. */
async function tellHistory(subgraph: TestSubgraph): Promise<EventEnvelope[]> {
  const told: EventEnvelope[] = []
  const facts = factsFor({
    ...subgraph,
    deliver: async (definition, event) => {
      const envelope = await subgraph.deliver(definition, event)
      told.push(envelope)
      return envelope
    },
  })
  for (let course = 0; course < 3; course++) {
    const { courseId } = await facts.course()
    await facts.price(courseId, 'EUR', 1)
    await facts.price(courseId, 'INR', 2)
    for (let person = 0; person < 3; person++) {
      const learner = facts.learner(courseId)
      const lessonId = newId('lesson')
      await facts.account(november(1), learner.userId)
      await facts.sale(november(2), [{ courseId, minorUnits: `${person}99`, currency: 'EUR' }], learner.userId)
      const refund = { refundId: newId('refund'), buyerId: learner.userId }
      const back = { courseId, currency: 'EUR' }
      await facts.refund(november(5), { ...back, minorUnits: '50' }, { ...refund, version: 2 })
      await facts.refund(november(4), { ...back, minorUnits: '49' }, { ...refund, version: 3 })
      await learner.begins(november(2), 1)
      await learner.progresses(november(3))
      await learner.finishesLesson(november(4), lessonId)
      await learner.finishesLesson(november(5), lessonId)
      await learner.ends(november(6), 6)
      await learner.begins(november(7), 7)
      await learner.startsQuiz(november(8))
      await learner.submitsQuiz(november(8, 13), person === 0 ? 'TIME_OVER' : 'LEARNER')
      await learner.handsIn(november(8))
      await learner.isGraded(november(9), 33.33, 1)
      await learner.isGraded(november(10), 66.67, 2)
      await learner.attends(november(11), 100, 1)
      await learner.attends(november(12), 200, 2)
      await learner.completes(november(13))
      await learner.isCertified(november(13))
    }
  }
  return told
}

let original: TestSubgraph
let history: EventEnvelope[]
beforeAll(async () => {
  original = await startTestAnalytics()
  history = await tellHistory(original)
})
afterAll(() => original[Symbol.asyncDispose]())

test('every projection is filled by the history, and no event is lost', async () => {
  for (const rows of Object.values(await projections(original))) expect(rows).not.toHaveLength(0)
  expect(original.deadLetters()).toEqual([])
  const [log] = await original.database.query<{ count: string }>('select count(*) from event_log')
  expect(Number(log?.count)).toBe(history.length)
})

test('rebuilding from the log gives the same rows', async () => {
  const before = await projections(original)
  await rebuild(original)
  expect(await projections(original)).toEqual(before)
})

test('any order with any repetitions gives the same rows, rebuilt or not', async () => {
  const expected = await projections(original)
  const indices = history.map((_event, index) => index)
  const deliveries = fc
    .array(fc.nat(history.length - 1), { maxLength: 40 })
    .chain((repeated) =>
      fc.shuffledSubarray([...indices, ...repeated], { minLength: indices.length + repeated.length }),
    )
  await fc.assert(
    fc.asyncProperty(deliveries, async (order) => {
      await using other = await startTestAnalytics()
      // Side by side, as partitions are handled.
      await Promise.all(order.map((index) => history[index] && other.redeliver(history[index])))
      expect(await projections(other)).toEqual(expected)
      await rebuild(other)
      expect(await projections(other)).toEqual(expected)
    }),
    { numRuns: 4 },
  )
}, 120_000)

test('the log is all that a rebuild needs: lost and wrong rows come back right', async () => {
  const expected = await projections(original)
  await original.database.query('delete from enrollment_fact')
  await original.database.query('update grade_fact set percent = 0')
  await original.database.query(
    "insert into sale_fact values ('line_x', 'course_x', 'user_x', 1, 'EUR', '2026-01-01T00:00:00Z')",
  )
  await Promise.all([rebuild(original), rebuild(original)])
  expect(await projections(original)).toEqual(expected)
})

test('events that arrive during a rebuild are in the result', async () => {
  await using subgraph = await startTestAnalytics()
  for (const event of history.slice(0, 30)) await subgraph.redeliver(event)
  await Promise.all([
    rebuild(subgraph),
    ...history.slice(30).map((event) => subgraph.redeliver(event)),
    rebuild(subgraph),
  ])
  expect(await projections(subgraph)).toEqual(await projections(original))
})

describe('the log', () => {
  test('holds no names, addresses or texts of people', async () => {
    const rows = await original.database.query<{ data: string }>('select data::text as data from event_log')
    const text = rows.map(({ data }) => data).join('\n')
    for (const personal of ['Ada', 'Lovelace', 'example.com', 'LMS-1', 'Final quiz'])
      expect(text).not.toContain(personal)
  })

  test('says when a fact became true and when it was heard of', async () => {
    const [row] = await original.database.query<{ occurred_at: Date; received_at: Date }>(
      "select occurred_at, received_at from event_log where type = 'lms.course.completed.v1' limit 1",
    )
    expect(row?.occurred_at).toEqual(november(13))
    expect(row?.received_at.getTime()).toBeLessThanOrEqual(original.clock.now().getTime())
  })
})
