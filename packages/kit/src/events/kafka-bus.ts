import type { EventBus, Subscription } from './bus.ts'
import { createKafka, type KafkaOptions } from './kafka-client.ts'
import { createKafkaPublisher } from './kafka-publisher.ts'
import { startKafkaSubscription } from './kafka-subscription.ts'

export interface KafkaBusOptions extends KafkaOptions {
  /** Called when this process cannot consume any more although Kafka is there: log out and end it. */
  onFatal: (error: Error) => void
}

/**
 * Carries events through Kafka. Topics must exist (`ensureTopics`); Kafka need not be there yet: publishing rejects and
 * subscriptions wait until it is.
 */
export function createKafkaBus(options: KafkaBusOptions): EventBus {
  const { onFatal, log } = options
  const kafka = createKafka(options)
  const publisher = createKafkaPublisher(kafka)
  const subscriptions = new Set<Subscription>()
  return {
    publish: publisher.publish,
    async subscribe(group, topics, handle) {
      if (topics.length === 0) return { stop: async () => {} }
      const subscription = startKafkaSubscription({ kafka, group, topics, handle, onFatal, log })
      subscriptions.add(subscription)
      return subscription
    },
    async stop() {
      // Handlers in hand may still have to publish a dead letter.
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()))
      await publisher.stop()
    },
  }
}
