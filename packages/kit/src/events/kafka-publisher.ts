import { type Kafka, Partitioners, type Producer } from 'kafkajs'
import type { BusMessage } from './bus.ts'
import { RETRY } from './kafka-client.ts'

export interface KafkaPublisher {
  /** Resolves when all in-sync replicas have the messages. */
  publish(topic: string, messages: readonly BusMessage[]): Promise<void>
  stop(): Promise<void>
}

/**
 * Publishes through an idempotent producer that is made when it is first needed. A producer that failed is thrown away:
 * after "out of order sequence" kafkajs's would fail for ever (https://github.com/tulios/kafkajs/issues/598). What a
 * new one sends twice, the consumers' inboxes ignore.
 */
export function createKafkaPublisher(kafka: Kafka): KafkaPublisher {
  let current: Promise<Producer> | null = null
  let stopped = false

  async function discard(producer: Promise<Producer>): Promise<void> {
    if (current === producer) current = null
    await producer.then((made) => made.disconnect()).catch(() => {})
  }

  return {
    async publish(topic, messages) {
      if (stopped) throw new Error('The bus has stopped')
      current ??= connect(kafka)
      const producer = current
      try {
        await (await producer).send({ topic, acks: -1, messages: [...messages] })
      } catch (error) {
        void discard(producer)
        throw error
      }
    },
    async stop() {
      stopped = true
      if (current) await discard(current)
    },
  }
}

async function connect(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    // More than one could arrive in another order after a retry.
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    // An idempotent producer that gives up early loses its guarantee.
    retry: { ...RETRY, retries: Number.MAX_SAFE_INTEGER },
  })
  await producer.connect()
  return producer
}
