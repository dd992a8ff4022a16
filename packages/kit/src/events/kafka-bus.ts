import type { EventBus } from './bus.ts'
import { createKafka, type KafkaOptions } from './kafka-client.ts'
import { createKafkaPublisher } from './kafka-publisher.ts'
import { type KafkaSubscription, startKafkaSubscription } from './kafka-subscription.ts'

export interface KafkaBusOptions extends KafkaOptions {
  /** Called when this process cannot consume any more although Kafka is there: log out and end it. */
  onFatal: (error: Error) => void
}

/**
 * Carries events through Kafka. Topics must exist (`ensureTopics`); Kafka need not be there yet: publishing rejects and
 * subscriptions wait until it is.
 */
export function createKafkaBus(options: KafkaBusOptions): EventBus {
  const { onFatal, log, sessionTimeoutMs } = options
  const kafka = createKafka(options)
  const publisher = createKafkaPublisher(kafka)
  const subscriptions = new Set<KafkaSubscription>()
  return {
    publish: publisher.publish,
    async subscribe(group, topics, handle) {
      if (topics.length === 0) return { stop: async () => {} }
      const settings = sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs }
      const subscription = startKafkaSubscription({ kafka, group, topics, handle, onFatal, log, ...settings })
      subscriptions.add(subscription)
      return subscription
    },
    check() {
      const consumers = [...subscriptions]
      const members = consumers.filter((consumer) => consumer.isMember()).length
      const silentSeconds = Math.max(0, ...consumers.map((consumer) => consumer.silentSeconds()))
      const ok = consumers.every((consumer) => consumer.isAlive())
      return { ok, detail: { consumers: consumers.length, members, silentSeconds } }
    },
    async stop() {
      // Handlers in hand may still have to publish a dead letter.
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()))
      await publisher.stop()
    },
  }
}
