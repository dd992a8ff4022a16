import { randomUUID } from 'node:crypto'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import { createKafkaBus } from '@lms/kit/events/kafka-bus'
import { startKafkaBroker } from '@lms/testkit/kafka-broker'
import { afterAll, describe, expect, test } from 'vitest'
import { createTestService, envelope, log, noteEffect, renamed } from './test-service.ts'
import { kafkaTransport } from './transports.ts'

// transports.test.ts says so where there is none.
const broker = await startKafkaBroker()
afterAll(() => broker?.stop())

describe.runIf(broker)('a service on Kafka', () => {
  const brokers = broker?.brokers ?? []

  test('may start before its topics exist', async () => {
    const definition = renamed()
    await using service = await createTestService(`consumer-${randomUUID()}`)
    const bus = createKafkaBus({ brokers, clientId: 'test', log, onFatal: log.fatal })
    try {
      await service.consume(bus, [noteEffect(definition)])
      const relay = service.relay(bus)
      await service.append(definition, 'course_1', 1)
      await ensureTopics({ brokers, clientId: 'test', log }, [definition.topic], {
        partitions: 3,
        replicationFactor: 1,
      })
      await expect.poll(service.effects).toHaveLength(1)
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
