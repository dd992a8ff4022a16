import { randomUUID } from 'node:crypto'
import type { EventBus } from '@lms/kit/events/bus'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'
import type { SqlClient } from '@lms/kit/sql'
import { startKafkaBroker } from '@lms/testkit/kafka-broker'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createTestService,
  type Effect,
  envelope,
  noteEffect,
  type Renamed,
  renamed,
  type TestService,
} from './test-service.ts'
import { type DeadLetter, kafkaTransport, memoryTransport, type Transport } from './transports.ts'

const broker = await startKafkaBroker()
afterAll(() => broker?.stop())
if (!broker) {
  console.warn('Kafka transport NOT tested: install Java 17 and mvn, or set KAFKA_BROKERS')
  describe.skip('events over Kafka (no broker here)', () => {
    test('are not tested', () => {})
  })
}

type Context = HandlerContext<SqlClient>
const transports: Transport[] = [memoryTransport, ...(broker ? [kafkaTransport(broker.brokers)] : [])]

/** What a driver reports when its server is away. */
const outage = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

describe.each(transports)('events travel $name', (transport) => {
  let definition: Renamed
  let producer: TestService
  let consumer: TestService
  let stops: (() => Promise<unknown>)[]

  beforeEach(async () => {
    definition = renamed()
    producer = await createTestService(`producer-${randomUUID()}`)
    consumer = await createTestService(`consumer-${randomUUID()}`)
    stops = []
  })

  afterEach(async () => {
    for (const stop of stops.reverse()) await stop()
    await producer[Symbol.asyncDispose]()
    await consumer[Symbol.asyncDispose]()
  })

  async function connect(groups = [consumer.name]): Promise<{ bus: EventBus; dead: DeadLetter[] }> {
    const connection = await transport.connect({ groups, topic: definition.topic })
    stops.push(() => connection.bus.stop())
    return connection
  }

  function relay(bus: EventBus) {
    const started = producer.relay(bus)
    stops.push(() => started.stop())
    return started
  }

  /** A handler that notes the effect after `fault` has let it through. */
  const noteUnless = (fault: (version: number) => void) =>
    handles(definition, async (event, { tx }: Context) => {
      await tx.$executeRaw`insert into effect (event_id, subject, version)
        values (${event.id}, ${event.subject}, ${event.aggregateversion})`
      fault(event.aggregateversion)
    })

  const send = (bus: EventBus, subject: string, value: string) =>
    bus.publish(definition.topic, [{ key: subject, value, headers: {} }])

  const versions = (effects: Effect[], subject = 'course_1') =>
    effects.filter((effect) => effect.subject === subject).map(({ version }) => version)

  test('every service that listens gets every event once', async () => {
    const other = await createTestService(`consumer-${randomUUID()}`)
    stops.push(() => other[Symbol.asyncDispose]())
    const { bus } = await connect([consumer.name, other.name])
    await consumer.consume(bus, [noteEffect(definition)])
    relay(bus)
    const id = await producer.append(definition, 'course_1', 1)
    // A service that starts late misses nothing.
    await other.consume(bus, [noteEffect(definition)])
    for (const service of [consumer, other]) {
      await expect.poll(service.effects).toEqual([{ event_id: id, subject: 'course_1', version: 1 }])
    }
    await expect.poll(producer.unpublished).toBe(0)
  })

  test('events of a subject take effect in their order, across a restart of the relay', async () => {
    const { bus } = await connect()
    await consumer.consume(bus, [noteEffect(definition)])
    const subjects = Array.from({ length: 10 }, (_, index) => `course_${index}`)
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1)
    let active = relay(bus)
    for (const version of numbers) {
      await Promise.all(subjects.map((subject) => producer.append(definition, subject, version)))
      if (version === 10) {
        await active.stop()
        active = relay(bus)
      }
    }
    await expect.poll(consumer.effects).toHaveLength(200)
    const effects = await consumer.effects()
    for (const subject of subjects) expect(versions(effects, subject)).toEqual(numbers)
  })

  test('events that are delivered three times and shuffled take effect once', async () => {
    const { bus, dead } = await connect()
    await consumer.consume(bus, [noteEffect(definition)])
    const events = Array.from({ length: 20 }, (_, index) => envelope(definition, { aggregateversion: index + 1 }))
    const shuffled = [...events, ...events, ...events]
      .map((value) => ({ value, rank: Math.random() }))
      .sort((a, b) => a.rank - b.rank)
    await Promise.all(shuffled.map(({ value }) => send(bus, 'course_1', value)))
    await send(bus, 'course_1', envelope(definition, { aggregateversion: 99 }))
    await expect.poll(async () => versions(await consumer.effects())).toContain(99)
    expect((await consumer.effects()).length).toBe(21)
    expect(await consumer.inbox()).toHaveLength(21)
    expect(dead).toEqual([])
  })

  test('what cannot be understood goes to the dead letters and the next event is handled', async () => {
    const { bus, dead } = await connect()
    await consumer.consume(bus, [noteEffect(definition)])
    const poison = {
      'not JSON': '{"specversion": "1.0",',
      'an empty value': '',
      'not an event': '{"hello": "world"}',
      'data that does not fit': envelope(definition, { data: { title: 7 } }),
      'a version nobody knows': envelope(definition, { type: 'lms.course.renamed.v2' }),
      'an event of another subject': envelope(definition, { subject: 'course_2' }),
    }
    for (const value of Object.values(poison)) await send(bus, 'course_1', value)
    await send(bus, 'course_1', envelope(definition, { aggregateversion: 9 }))
    await expect.poll(async () => versions(await consumer.effects())).toEqual([9])
    await expect.poll(() => dead.map(({ value }) => value)).toEqual(Object.values(poison))
    expect(dead[0]?.headers).toMatchObject({
      'x-consumer': consumer.name,
      'x-orig-topic': definition.topic,
      'x-orig-offset': '0',
      'x-error': expect.stringContaining('JSON'),
      'x-attempts': '1',
    })
  })

  test('an event whose handler keeps failing goes to the dead letters without a trace in the database', async () => {
    const { bus, dead } = await connect()
    const failing = noteUnless((version) => {
      if (version === 1) throw new TypeError('title is not a function')
    })
    await consumer.consume(bus, [failing])
    relay(bus)
    await producer.append(definition, 'course_1', 1)
    await producer.append(definition, 'course_1', 2)
    await expect.poll(async () => versions(await consumer.effects())).toEqual([2])
    await expect.poll(() => dead).toHaveLength(1)
    expect(dead[0]?.headers).toMatchObject({ 'x-error': 'TypeError: title is not a function', 'x-attempts': '3' })
    expect(await consumer.inbox()).toHaveLength(1)
    await expect.poll(producer.unpublished).toBe(0)
  })

  test('a transient fault holds an event up and loses nothing', async () => {
    const { bus, dead } = await connect()
    let faults = 0
    const flaky = noteUnless((version) => {
      if (version === 1 && ++faults <= 4) throw outage()
    })
    await consumer.consume(bus, [flaky])
    relay(bus)
    for (const version of [1, 2, 3]) await producer.append(definition, 'course_1', version)
    await expect.poll(async () => versions(await consumer.effects())).toEqual([1, 2, 3])
    expect(faults).toBe(5)
    expect(dead).toEqual([])
  })

  test('what was not handled when everything stopped is handled after the next start', async () => {
    const first = await connect()
    const { promise: tried, resolve } = Promise.withResolvers<void>()
    const down = noteUnless(() => {
      resolve()
      throw outage()
    })
    await consumer.consume(first.bus, [down])
    const active = relay(first.bus)
    await producer.append(definition, 'course_1', 1)
    await tried
    await producer.append(definition, 'course_1', 2)
    await first.bus.stop()
    await active.stop()
    expect(await consumer.effects()).toEqual([])
    const second = await connect()
    await consumer.consume(second.bus, [noteEffect(definition)])
    relay(second.bus)
    await expect.poll(async () => versions(await consumer.effects())).toEqual([1, 2])
  })

  test('events that a service has no handler for pass it by', async () => {
    const { bus, dead } = await connect()
    await consumer.consume(bus, [noteEffect(definition)])
    await send(bus, 'course_1', envelope(definition, { type: 'lms.course.archived.v1' }))
    await send(bus, 'course_1', envelope(definition, { aggregateversion: 2 }))
    await expect.poll(async () => versions(await consumer.effects())).toEqual([2])
    expect(dead).toEqual([])
  })

  test('an event that a later one has overtaken is noted as stale', async () => {
    await consumer.database.query('create table course (id text primary key, title text, version int)')
    const { bus } = await connect()
    const keep = handles(definition, async ({ subject, aggregateversion, data }, { tx }: Context) => {
      const row = { table: 'course', key: { id: subject }, version: aggregateversion, set: { title: data.title } }
      return (await project(tx, row)) ? 'APPLIED' : 'STALE'
    })
    await consumer.consume(bus, [keep])
    await send(bus, 'course_1', envelope(definition, { id: 'new', aggregateversion: 2, data: { title: 'New' } }))
    await send(bus, 'course_1', envelope(definition, { id: 'old', aggregateversion: 1, data: { title: 'Old' } }))
    await expect.poll(consumer.inbox).toHaveLength(2)
    expect(await consumer.inbox()).toEqual([
      { event_id: 'new', outcome: 'APPLIED' },
      { event_id: 'old', outcome: 'STALE' },
    ])
    expect(await consumer.database.query('select title from course')).toEqual([{ title: 'New' }])
  })

  test('an event that a handler appends names the event that caused it', async () => {
    const { bus } = await connect()
    const answer = handles(definition, async (event, { tx, cause }: Context) => {
      await consumer.appendTo(tx, definition, 'course_2', event.aggregateversion, cause)
    })
    await consumer.consume(bus, [answer])
    const id = randomUUID()
    await send(bus, 'course_1', envelope(definition, { id, correlationid: 'request-7' }))
    const answers = () => consumer.database.query('select envelope from kit.outbox')
    await expect.poll(answers).toHaveLength(1)
    expect(await answers()).toMatchObject([
      { envelope: { source: consumer.name, correlationid: 'request-7', causationid: id } },
    ])
  })
})
