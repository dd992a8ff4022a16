import { randomUUID } from 'node:crypto'
import { kafkaEnvironment, parseEnvironment } from '@lms/kit/config'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import { createKafkaBus, type KafkaBusOptions } from '@lms/kit/events/kafka-bus'
import { kafkaOptions } from '@lms/kit/events/kafka-options'
import { startKafkaBroker } from '@lms/testkit/kafka-broker'
import { afterAll, describe, expect, test } from 'vitest'
import { createTestService, envelope, log, noteEffect, renamed } from './test-service.ts'
import { kafkaTransport } from './transports.ts'

// transports.test.ts says so where there is none.
const broker = await startKafkaBroker({ secured: true })
afterAll(() => broker?.stop())

describe.runIf(broker)('a service on Kafka', () => {
  const brokers = broker?.brokers ?? []

  test('may start before its topics exist', async () => {
    const definition = renamed()
    await using service = await createTestService(`consumer-${randomUUID()}`)
    const bus = createKafkaBus({ brokers, clientId: 'test', log, onFatal: (err) => log.fatal({ err }, 'fatal') })
    try {
      await service.consume(bus, [noteEffect(definition)])
      const relay = service.relay(bus)
      await service.append(definition, 'course_1', 1)
      // It has no share of anything yet, and says so from the beginning.
      expect(bus.check()).toMatchObject({ ok: false, detail: { consumers: 1, members: 0 } })
      await ensureTopics({ brokers, clientId: 'test', log }, [definition.topic], {
        partitions: 3,
        replicationFactor: 1,
      })
      await expect.poll(service.effects).toHaveLength(1)
      expect(bus.check()).toMatchObject({ ok: true, detail: { consumers: 1, members: 1 } })
      await relay.stop()
    } finally {
      await bus.stop()
    }
  })

  test('shares its events among its processes, and each takes effect once, whoever gets it and however often', async () => {
    const definition = renamed()
    await using service = await createTestService(`consumer-${randomUUID()}`)
    const connect = () => kafkaTransport(brokers).connect({ groups: [service.name], topic: definition.topic })
    const buses = [(await connect()).bus, (await connect()).bus]
    const batch = (count: number, from = 0) =>
      Array.from({ length: count }, (_, index) => {
        const key = `course_${from + index}`
        return { key, value: envelope(definition, { subject: key }), headers: {} }
      })
    try {
      for (const bus of buses) await service.consume(bus, [noteEffect(definition)])
      const events = batch(60)
      await Promise.all([0, 1, 0].map((index) => buses[index]?.publish(definition.topic, events)))
      await expect.poll(service.effects).toHaveLength(60)
      // One left, the other has all of it.
      await buses[0]?.stop()
      await buses[1]?.publish(definition.topic, [...events, ...batch(20, 60)])
      await expect.poll(service.effects).toHaveLength(80)
      expect(new Set((await service.effects()).map(({ event_id }) => event_id)).size).toBe(80)
    } finally {
      await Promise.all(buses.map((bus) => bus.stop()))
    }
  })
})

describe.runIf(broker?.secured)('a broker that takes TLS and signed-in clients alone', () => {
  const secured = broker?.secured ?? { brokers: [], ca: '', username: '', password: '' }

  /** As a service reads it from its environment. */
  const connectAs = (
    settings: Record<string, string>,
    onFatal: KafkaBusOptions['onFatal'] = (err) => log.fatal({ err }, 'fatal'),
  ) => {
    const environment = {
      KAFKA_BROKERS: secured.brokers.join(','),
      KAFKA_SSL_MODE: 'verify-full',
      KAFKA_SSL_CA: secured.ca,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_USERNAME: secured.username,
      KAFKA_PASSWORD: secured.password,
      ...settings,
    }
    const kafka = kafkaOptions(parseEnvironment(kafkaEnvironment, environment), 'test', log)
    return { kafka, bus: createKafkaBus({ ...kafka, onFatal }) }
  }

  test.each(['scram-sha-512', 'plain'])('lets in whoever signs in by %s', async (mechanism) => {
    const definition = renamed()
    await using service = await createTestService(`consumer-${randomUUID()}`)
    const { kafka, bus } = connectAs({ KAFKA_SASL_MECHANISM: mechanism })
    try {
      await ensureTopics(kafka, [definition.topic], { partitions: 1, replicationFactor: 1 })
      await service.consume(bus, [noteEffect(definition)])
      await bus.publish(definition.topic, [{ key: 'course_1', value: envelope(definition), headers: {} }])
      await expect.poll(service.effects).toHaveLength(1)
    } finally {
      await bus.stop()
    }
  })

  test('refuses a wrong password in words, and the process is told to end instead of trying for ever', async () => {
    const { promise: fatal, resolve } = Promise.withResolvers<Error>()
    const { kafka, bus } = connectAs({ KAFKA_PASSWORD: 'guessed' }, resolve)
    try {
      await expect(bus.publish('lms.course', [])).rejects.toThrow(/authentication/i)
      await bus.subscribe('guesser', ['lms.course'], async () => {})
      expect(String(await fatal)).toMatch(/authentication/i)
      expect(bus.check().ok).toBe(false)
      await expect(ensureTopics(kafka, ['lms.course'], { partitions: 1, replicationFactor: 1 })).rejects.toThrow(
        /authentication/i,
      )
    } finally {
      await bus.stop()
    }
  })

  test('is not trusted without its certificate', async () => {
    const { bus } = connectAs({ KAFKA_SSL_CA: '' })
    await expect(bus.publish('lms.course', [])).rejects.toThrow(/self-signed certificate/)
    await bus.stop()
  })
})
