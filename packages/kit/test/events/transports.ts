import { randomUUID } from 'node:crypto'
import { type BusMessage, deadLetterTopic, type EventBus } from '@lms/kit/events/bus'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import { createKafkaBus } from '@lms/kit/events/kafka-bus'
import { createMemoryBus } from '@lms/kit/events/memory-bus'
import { log } from './test-service.ts'

/** One way for events to travel; what holds of one must hold of all. */
export interface Transport {
  name: string
  /** Makes a bus for one process, with the dead letters that it gets to see. */
  connect(options: { groups: string[]; topic: string }): Promise<{ bus: EventBus; dead: DeadLetter[] }>
}

export type DeadLetter = Pick<BusMessage, 'value' | 'headers'>

export const memoryTransport: Transport = {
  name: 'in process',
  async connect({ groups }) {
    const dead: DeadLetter[] = []
    const keepDeadLetters = async (_topic: string, messages: readonly BusMessage[]) => {
      dead.push(...messages)
    }
    return { bus: createMemoryBus({ groups, keepDeadLetters, log }), dead }
  },
}

export function kafkaTransport(brokers: string[]): Transport {
  return {
    name: 'Kafka',
    async connect({ topic }) {
      const kafka = { brokers, clientId: 'test', log }
      await ensureTopics(kafka, [topic], { partitions: 3, replicationFactor: 1 })
      const onFatal = (error: Error) => {
        throw error
      }
      const bus = createKafkaBus({ ...kafka, onFatal })
      const dead: DeadLetter[] = []
      await bus.subscribe(`dead-${randomUUID()}`, [deadLetterTopic(topic)], async (messages) => {
        for (const { value, headers } of messages) dead.push({ value: value ?? '', headers })
      })
      return { bus, dead }
    },
  }
}
