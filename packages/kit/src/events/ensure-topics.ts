import { deadLetterTopic } from './bus.ts'
import { createKafka, type KafkaOptions } from './kafka-client.ts'

export interface TopicOptions {
  /** Bounds how many processes of one service can share the work; raising it later breaks the order per key. */
  partitions: number
  /** Copies of each message; -1 is the broker's default. */
  replicationFactor: number
}

/** Creates the topics that are missing, each with its dead-letter topic, which keeps what it gets for ever. */
export async function ensureTopics(
  kafka: KafkaOptions,
  topics: readonly string[],
  { partitions, replicationFactor }: TopicOptions,
): Promise<void> {
  const admin = createKafka(kafka).admin()
  await admin.connect()
  try {
    const existing = new Set(await admin.listTopics())
    const shape = { numPartitions: partitions, replicationFactor }
    const wanted = topics.flatMap((topic) => [
      { topic, ...shape },
      { topic: deadLetterTopic(topic), ...shape, configEntries: [{ name: 'retention.ms', value: '-1' }] },
    ])
    await admin.createTopics({ topics: wanted.filter(({ topic }) => !existing.has(topic)), waitForLeaders: true })
  } finally {
    await admin.disconnect()
  }
}
