import { randomUUID } from 'node:crypto'
import { defineEvent, type EventDefinition } from '@lms/contracts/event'
import { createTransact } from '@lms/kit/database'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventBus } from '@lms/kit/events/bus'
import { startConsumer } from '@lms/kit/events/consumer'
import type { EventCause } from '@lms/kit/events/event-cause'
import { type EventHandler, type HandlerContext, handles } from '@lms/kit/events/handles'
import { type RelayOptions, startRelay } from '@lms/kit/events/relay'
import { createLogger } from '@lms/kit/log'
import type { SqlClient } from '@lms/kit/sql'
import { createTestClock } from '@lms/testkit/clock'
import { createDatabase } from '@lms/testkit/database'
import { Pool, type PoolClient } from 'pg'
import { z } from 'zod'

export const log = createLogger({ service: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' })

/** An event of a topic of its own, so that tests which share a broker do not meet. */
export function renamed() {
  const definition = defineEvent({
    domain: 'course',
    fact: 'renamed',
    version: 1,
    aggregate: 'course',
    summary: 'A course has another title.',
    consumers: {},
    data: z.object({ title: z.string().max(50) }),
    example: { title: 'Algebra' },
  })
  return { ...definition, topic: `lms.course-${randomUUID()}` }
}

export type Renamed = ReturnType<typeof renamed>
type Context = HandlerContext<SqlClient>
export type Effect = { event_id: string; subject: string; version: number }

export const cause = { source: 'course-service', correlationId: 'request-1' }

/** Notes in the handler's transaction that the event took effect. */
export const noteEffect = (definition: Renamed): EventHandler<Context> =>
  handles(definition, async (event, { tx }: Context) => {
    await tx.$executeRaw`insert into effect (event_id, subject, version)
      values (${event.id}, ${event.subject}, ${event.aggregateversion})`
  })

/** A service with a database of its own that appends, relays and consumes, as real ones do through Prisma. */
export async function createTestService(name: string) {
  const database = await createDatabase()
  await database.query(`create table effect
    (position bigint generated always as identity, event_id text, subject text, version int)`)
  const pool = new Pool({ connectionString: database.url, max: 5 })
  pool.on('error', () => {})
  const transact = createTransact<SqlClient>({ $transaction: (run) => inTransaction(pool, run) })
  const clock = createTestClock()
  return {
    name,
    database,
    transact,
    clock,
    append: (definition: Renamed, subject: string, version: number, title = `Title ${version}`) =>
      transact((tx) => append(tx, definition, { subject, version, title, time: clock.now() })),
    appendTo: (tx: SqlClient, definition: Renamed, subject: string, version: number, because: EventCause) =>
      appendEvent(tx, definition, { subject, version, data: { title: 'Title' }, time: clock.now(), cause: because }),
    relay: (bus: Pick<EventBus, 'publish'>, options: Partial<RelayOptions> = {}) =>
      startRelay({ service: name, connection: { connectionString: database.url }, bus, clock, log, ...options }),
    consume: (bus: EventBus, handlers: EventHandler<Context>[]) =>
      startConsumer({ service: name, bus, handlers, transact, deps: {}, clock, log }),
    unpublished: async () =>
      (await database.query<{ n: number }>('select count(*)::int as n from kit.outbox where published_at is null'))[0]
        ?.n,
    effects: () => database.query<Effect>('select event_id, subject, version from effect order by position'),
    inbox: () => database.query<{ event_id: string; outcome: string }>('select event_id, outcome from kit.inbox'),
    async [Symbol.asyncDispose]() {
      await pool.end()
      await database[Symbol.asyncDispose]()
    },
  }
}

export type TestService = Awaited<ReturnType<typeof createTestService>>

export function append(
  tx: SqlClient,
  definition: Renamed,
  { subject, version, title, time }: { subject: string; version: number; title: string; time: Date },
): Promise<string> {
  return appendEvent(tx, definition, { subject, version, data: { title }, time, cause })
}

/** An envelope as another service would publish it. */
export function envelope(definition: EventDefinition, overrides: Record<string, unknown> = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    id: randomUUID(),
    type: definition.type,
    source: 'course-service',
    subject: 'course_1',
    time: '2026-01-02T03:04:05.678Z',
    datacontenttype: 'application/json',
    dataschema: `urn:lms:event:${definition.type}`,
    aggregateversion: 1,
    correlationid: 'request-1',
    data: { title: 'Title' },
    ...overrides,
  })
}

async function inTransaction<Result>(pool: Pool, run: (tx: SqlClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await run(sqlClient(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

type Sql = Exclude<Parameters<SqlClient['$queryRaw']>[0], TemplateStringsArray>

/** What Prisma's clients do with raw SQL, on `pg` alone: kit has no schema to generate a client from. */
export function sqlClient(client: PoolClient): SqlClient {
  const send = (query: TemplateStringsArray | Sql, values: unknown[]) =>
    'sql' in query
      ? client.query(query.text, query.values)
      : client.query(
          query.reduce((text, part, index) => `${text}$${index}${part}`),
          values,
        )
  return {
    $executeRaw: async (query, ...values) => (await send(query, values)).rowCount ?? 0,
    $queryRaw: async <Rows>(query: TemplateStringsArray | Sql, ...values: unknown[]) =>
      (await send(query, values)).rows as Rows,
  }
}
