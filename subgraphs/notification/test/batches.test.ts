import { enrollmentActivated } from '@lms/contracts/course'
import type { EventEnvelope } from '@lms/contracts/event'
import { liveSessionScheduled } from '@lms/contracts/live-session'
import { orderPaid } from '@lms/contracts/payment'
import { createDatabase, createTransact } from '@lms/kit/database'
import { applyEvents } from '@lms/kit/events/apply-events'
import { newId } from '@lms/kit/ids'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import { setUp } from '@lms/testkit/set-up'
import { sealEvent } from '@lms/testkit/test-event'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Deps, Tx } from '../src/deps.ts'
import { handlers } from '../src/events/handlers.ts'
import { lockFirst } from '../src/events/lock-first.ts'
import { PrismaClient } from '../src/generated/prisma/client.ts'
import { startTestNotification } from './start-notification.ts'

const subgraph = setUp(startTestNotification)

const PEOPLE = Array.from({ length: 5 }, () => newId('user'))
const COURSES = Array.from({ length: 3 }, () => newId('course'))
const PRICE = { minorUnits: '100', currency: 'EUR' }

/** Events about everybody and every course, of topics that arrive in batches of their own. */
const facts = {
  receipt: (userId: string) => {
    const [orderId, courseId] = [newId('order'), COURSES[0] ?? '']
    const lines = [{ orderLineId: newId('line'), courseId, amount: PRICE }]
    const data = { orderId, buyerId: userId, provider: 'NONE', total: PRICE, lines } as const
    return sealEvent(orderPaid, { subject: orderId, data }, subgraph.clock)
  },
  enrolment: (userId: string, index: number) => {
    const [enrollmentId, courseId] = [newId('enrollment'), COURSES[index % COURSES.length] ?? '']
    const data = { enrollmentId, courseId, userId, source: 'FREE', sourceId: null } as const
    return sealEvent(enrollmentActivated, { subject: enrollmentId, data }, subgraph.clock)
  },
  session: (courseId: string) => {
    const sessionId = newId('live')
    const plan = { title: 'x', startsAt: '2027-01-01T10:00:00.000Z', timeZone: 'UTC', durationMinutes: 45 }
    const data = { sessionId, courseId, hostId: newId('user'), ...plan }
    return sealEvent(liveSessionScheduled, { subject: sessionId, data }, subgraph.clock)
  },
}

test('batches about the same people and courses, each in an order of its own, never run into a deadlock', async () => {
  const config = { DATABASE_URL: subgraph.database.url, DB_SSL_MODE: 'disable', DB_POOL_SIZE: 9 } as Deps['config']
  const [log, metrics] = [
    createLogger({ service: 'test', level: 'silent' }),
    createMetrics('test', { processMetrics: false }),
  ]
  const db = createDatabase<PrismaClient>(PrismaClient, { config, log, metrics })
  let transactions = 0
  const transact = createTransact<Tx>({
    $transaction: (run) => {
      transactions++
      return db.$transaction(run)
    },
  })
  const apply = (batch: EventEnvelope[]) =>
    applyEvents(
      {
        service: 'notification-service',
        transact,
        deps: { clock: subgraph.clock } as unknown as Deps,
        clock: subgraph.clock,
        lockFirst,
      },
      batch.map((envelope) => {
        const handler = handlers.find(({ definition }) => definition.type === envelope.type)
        if (!handler) throw new Error(envelope.type)
        return { envelope, ...handler.accept(envelope) }
      }),
    )
  const shuffled = <Item>(items: Item[], seed: number) =>
    fc.sample(fc.shuffledSubarray(items, { minLength: items.length }), { numRuns: 1, seed })[0] ?? []
  const batches = Array.from({ length: 9 }, (_, index) => {
    if (index % 3 === 0) return shuffled(PEOPLE, index).map(facts.receipt)
    if (index % 3 === 1) return shuffled(PEOPLE, index).map(facts.enrolment)
    return shuffled(COURSES, index).map(facts.session)
  })
  await Promise.all(batches.map(apply))
  expect(transactions).toBe(batches.length)
  const [{ n } = { n: 0 }] = await subgraph.database.query<{ n: number }>(
    "select count(*)::int as n from notification where template in ('receipt', 'enrolled')",
  )
  expect(n).toBe(6 * PEOPLE.length)
  await db.$disconnect()
}, 60_000)
