import { randomUUID } from 'node:crypto'
import { deadLetterTopic } from '@lms/kit/events/bus'
import { listDeadLetters, sendAgain } from '@lms/kit/events/dead-letters'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import { type HandlerContext, handles, keeps } from '@lms/kit/events/handles'
import { createKafkaBus } from '@lms/kit/events/kafka-bus'
import { readGroupLag } from '@lms/kit/events/read-lag'
import { readLog } from '@lms/kit/events/read-log'
import { rebuildReadModel } from '@lms/kit/events/rebuild-read-model'
import type { SqlClient } from '@lms/kit/sql'
import { startTracing } from '@lms/kit/start-tracing'
import { withSpan } from '@lms/kit/tracing'
import { startKafkaBroker } from '@lms/testkit/kafka-broker'
import { startTraceCollector } from '@lms/testkit/trace-collector'
import { Kafka } from 'kafkajs'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  cause,
  createTestService,
  envelope,
  log,
  noteEffect,
  type Renamed,
  renamed,
  type TestService,
} from './test-service.ts'

// transports.test.ts says so where there is none.
const broker = await startKafkaBroker()
afterAll(() => broker?.stop())

describe.runIf(broker)('who runs the system', () => {
  const kafka = { brokers: broker?.brokers ?? [], clientId: 'test', log }
  let definition: Renamed
  let service: TestService
  let stops: (() => Promise<unknown>)[]

  beforeEach(async () => {
    definition = renamed()
    service = await createTestService(`consumer-${randomUUID()}`)
    stops = []
    await ensureTopics(kafka, [definition.topic], { partitions: 2, replicationFactor: 1 })
  })
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop()
    await service[Symbol.asyncDispose]()
  })

  function connect() {
    const bus = createKafkaBus({ ...kafka, onFatal: (err) => log.fatal({ err }, 'fatal') })
    stops.push(() => bus.stop())
    return bus
  }
  const send = (bus: ReturnType<typeof connect>, subject: string, value: string) =>
    bus.publish(definition.topic, [{ key: subject, value, headers: {} }])
  const dead = () => listDeadLetters(kafka, [definition.topic])

  test('sends dead letters again after the fault is mended: one effect, and only where it was missing', async () => {
    const other = await createTestService(`consumer-${randomUUID()}`)
    stops.push(() => other[Symbol.asyncDispose]())
    const bus = connect()
    let broken = true
    const handler = handles(definition, async (event, { tx }: HandlerContext<SqlClient>) => {
      if (broken && event.aggregateversion < 3) throw new TypeError('not yet mended')
      await tx.$executeRaw`insert into effect (event_id, subject, version)
        values (${event.id}, ${event.subject}, ${event.aggregateversion})`
    })
    await service.consume(bus, [handler])
    await other.consume(bus, [noteEffect(definition)])
    for (const version of [1, 2, 3]) {
      await send(bus, 'course_1', envelope(definition, { id: `event_${version}`, aggregateversion: version }))
    }
    await send(bus, 'course_1', 'not JSON')
    // The good one behind the poison is handled all the same.
    await expect.poll(service.effects).toMatchObject([{ version: 3 }])
    await expect.poll(dead).toHaveLength(4)
    const mine = (await dead()).filter(({ consumer }) => consumer === service.name)
    expect(mine).toMatchObject([
      { type: definition.type, eventId: 'event_1', error: 'TypeError: not yet mended', attempts: 3, key: 'course_1' },
      { type: definition.type, eventId: 'event_2', attempts: 3 },
      { type: null, eventId: null, value: 'not JSON', attempts: 1 },
    ])
    // All have one key, so they lie behind one another in one partition.
    const { partition } = mine[0] ?? {}
    expect(mine.map(({ topic, partition, offset }) => ({ topic, partition, offset }))).toEqual(
      ['0', '1', '3'].map((offset) => ({ topic: definition.topic, partition, offset })),
    )
    expect(partition).toBeOneOf([0, 1])
    broken = false
    const events = mine.filter(({ eventId }) => eventId !== null)
    await sendAgain(kafka, events)
    await sendAgain(kafka, events)
    await expect.poll(service.effects).toHaveLength(3)
    expect(await dead()).toHaveLength(2)
    await send(bus, 'course_1', envelope(definition, { id: 'event_4', aggregateversion: 4 }))
    await expect.poll(async () => (await other.effects()).map(({ version }) => version)).toEqual([1, 2, 3, 4])
    await expect.poll(async () => (await service.effects()).map(({ version }) => version)).toEqual([3, 1, 2, 4])
  })

  test('follows one trace from the request through outbox and Kafka to the handler', async () => {
    await using collector = await startTraceCollector()
    const tracing = await startTracing('lms', {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: 1,
    })
    const bus = connect()
    const handler = handles(definition, (event, { tx }: HandlerContext<SqlClient>) =>
      withSpan('sql', {}, async () => {
        await tx.$executeRaw`insert into effect (event_id, subject, version) values (${event.id}, ${event.subject}, 1)`
      }),
    )
    await service.consume(bus, [handler])
    const relay = service.relay(bus)
    stops.push(() => relay.stop())
    await withSpan('request', {}, () => service.append(definition, 'course_1', 1))
    // Two more, which are handled together.
    await withSpan('other request', {}, () =>
      service.transact(async (tx) => {
        for (const version of [2, 3]) await service.appendTo(tx, definition, 'course_1', version, cause)
      }),
    )
    await expect.poll(service.effects).toHaveLength(3)
    await expect.poll(service.unpublished).toBe(0)
    await tracing.stop()
    const spans = collector.spans()
    for (const [name, count] of [
      ['request', 1],
      ['other request', 2],
    ] as const) {
      const request = spans.find((span) => span.name === name)
      const handling = spans.filter((span) => span.parentSpanId === request?.spanId)
      expect(handling.map((span) => span.name)).toEqual(Array(count).fill(`process ${definition.type}`))
      for (const { spanId, traceId } of handling) {
        expect(spans.find((span) => span.parentSpanId === spanId)).toMatchObject({ name: 'sql', traceId })
      }
    }
  })

  test('sees how far a service is behind', async () => {
    const bus = connect()
    const subscription = await service.consume(bus, [noteEffect(definition)])
    await send(bus, 'course_1', envelope(definition))
    await expect.poll(service.effects).toHaveLength(1)
    const behind = async () => (await readGroupLag(kafka, [service.name])).map((lag) => lag.behind)
    await expect.poll(behind).toEqual([0n])
    await subscription.stop()
    for (const version of [2, 3]) await send(bus, 'course_1', envelope(definition, { aggregateversion: version }))
    expect(await behind()).toEqual([2n])
  })

  test('rebuilds a read model from the log, also beside the running service', async () => {
    await service.database.query('create table course (id text primary key, title text, version int)')
    const keeper = keeps(definition, ({ subject, aggregateversion: version, data }) => ({
      table: 'course',
      key: { id: subject },
      version,
      set: { title: data.title },
    }))
    const bus = connect()
    await service.consume(bus, [keeper])
    for (const version of [1, 2, 3]) {
      const data = { title: `Title ${version}` }
      await send(bus, 'course_1', envelope(definition, { aggregateversion: version, data }))
    }
    const rows = () => service.database.query('select * from course order by id')
    const right = [{ id: 'course_1', title: 'Title 3', version: 3 }]
    await expect.poll(rows).toEqual(right)
    await service.database.query(
      "update course set title = 'Spoilt'; insert into course values ('course_2', 'Gone', 1)",
    )
    const rebuild = { service: service.name, handlers: [keeper], kafka, keepRows: false }
    const applied = await service.transact((tx) => rebuildReadModel(tx, { ...rebuild, table: 'course' }))
    expect(applied).toBe(3)
    expect(await rows()).toEqual(right)
    await service.database.query("update kit.inbox set outcome = 'LOST' where aggregate_version = 3")
    await service.transact((tx) => rebuildReadModel(tx, { ...rebuild, table: 'course' }))
    expect(await rows()).toEqual([{ id: 'course_1', title: 'Title 2', version: 2 }])
    const unknown = service.transact((tx) => rebuildReadModel(tx, { ...rebuild, table: 'effect' }))
    await expect(unknown).rejects.toThrow('there are: course')
  })

  test('reads the log from a time on, in each partition', async () => {
    const producer = new Kafka({ brokers: kafka.brokers, logLevel: 0 }).producer()
    await producer.connect()
    stops.push(() => producer.disconnect())
    const now = Date.now()
    const messages = [0, 1].flatMap((partition) =>
      [3, 2, 1].map((hours) => ({
        partition,
        value: `${partition}/${hours}`,
        timestamp: String(now - hours * 3_600_000),
      })),
    )
    await producer.send({ topic: definition.topic, messages })
    const read = async (since?: Date) => {
      const values: (string | null)[] = []
      await readLog(kafka, [definition.topic], ({ value }) => void values.push(value), since)
      return values.sort()
    }
    expect(await read(new Date(now - 2 * 3_600_000))).toEqual(['0/1', '0/2', '1/1', '1/2'])
    expect(await read(new Date(now))).toEqual([])
    expect(await read()).toHaveLength(6)
  })

  test('keeps events for a year, dead letters for ever, and leaves no groups of its own behind', async () => {
    await dead()
    const admin = new Kafka({ brokers: kafka.brokers, logLevel: 0 }).admin()
    await admin.connect()
    stops.push(() => admin.disconnect())
    const resources = [definition.topic, deadLetterTopic(definition.topic)].map((name) => ({
      type: 2,
      name,
      configNames: ['retention.ms'],
    }))
    const { resources: described } = await admin.describeConfigs({ resources, includeSynonyms: false })
    expect(described.map(({ configEntries }) => configEntries[0]?.configValue)).toEqual([
      String(365 * 86_400_000),
      '-1',
    ])
    expect((await admin.listGroups()).groups.filter(({ groupId }) => groupId.startsWith('lms-read-'))).toEqual([])
  })
})
