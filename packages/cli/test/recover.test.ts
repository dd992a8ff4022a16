import { grantIssued } from '@lms/contracts/payment'
import { createTestClock } from '@lms/testkit/clock'
import { createDatabase, type TestDatabase } from '@lms/testkit/database'
import { sealEvent } from '@lms/testkit/test-event'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ask } from '../src/events/find-lost.ts'
import { markLost } from '../src/events/mark-lost.ts'
import { tellAgain } from '../src/events/tell-again.ts'

const SINCE = new Date('2026-12-01T08:00:00Z')

/** What `lms events recover` does to databases; that it finds what is lost, and all of it together, is the drill's test. */
describe('after a restore', () => {
  const databases = new Map<string, TestDatabase>()
  const ask: Ask = async (domain, sql, values) => (await databases.get(domain)?.query(sql, values)) ?? ([] as never)
  const query = (domain: string, sql: string) => databases.get(domain)?.query<{ id: string }>(sql)

  beforeAll(async () => {
    for (const domain of ['payment', 'course']) databases.set(domain, await createDatabase(domain))
  })
  afterAll(() => Promise.all([...databases.values()].map((database) => database[Symbol.asyncDispose]())))
  beforeEach(async () => {
    await query('payment', 'delete from kit.outbox')
    await query('course', 'delete from kit.inbox')
  })

  const publish = (id: string, at: string) =>
    query(
      'payment',
      `insert into kit.outbox (event_id, topic, key, type, aggregate_version, envelope, created_at, published_at, attempts)
        values ('${id}', 'lms.payment', 'a', '${grantIssued.type}', 1, '{}', '${at}', '${at}', 1)`,
    )
  const handle = (id: string) =>
    query(
      'course',
      `insert into kit.inbox (consumer, event_id, type, subject, aggregate_version, outcome, handled_at)
        values ('course-service', '${id}', '${grantIssued.type}', 'a', 1, 'APPLIED', now())`,
    )
  const waiting = () => query('payment', 'select event_id as id from kit.outbox where published_at is null')

  test('what a consumer has not handled is told again, and nothing else', async () => {
    await publish('handled', '2026-12-01T08:30:00Z')
    await publish('forgotten', '2026-12-01T08:31:00Z')
    await publish('long ago', '2026-12-01T07:59:00Z')
    await handle('handled')
    expect(await tellAgain(SINCE, ask)).toContainEqual({ producer: 'payment', consumer: 'course', count: 1 })
    expect(await waiting()).toEqual([{ id: 'forgotten' }])
  })

  test('what is lost counts as handled, whenever it comes, and however often that is said', async () => {
    const lost = sealEvent(grantIssued, { subject: 'a', data: grantIssued.example }, createTestClock())
    expect(await markLost([lost], ask)).toEqual([])
    expect(await markLost([lost], ask)).toEqual([])
    expect(await query('course', 'select event_id as id, outcome from kit.inbox')).toEqual([
      { id: lost.id, outcome: 'LOST' },
    ])
  })

  test('who acted on what is lost is named', async () => {
    const lost = sealEvent(grantIssued, { subject: 'a', data: grantIssued.example }, createTestClock())
    await handle(lost.id)
    expect(await markLost([lost], ask)).toEqual([{ consumer: 'course', id: lost.id, type: grantIssued.type }])
  })
})
