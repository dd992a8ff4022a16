import { deadLetterTopic } from './bus.ts'
import { createKafka, type KafkaOptions } from './kafka-client.ts'

export interface TopicOptions {
  /** Bounds how many processes of one service can share the work; raising it later breaks the order per key. */
  partitions: number
  /** Copies of each message; -1 is the broker's default. */
  replicationFactor: number
  /** How long events are kept, for a topic that has no shorter time of its own; a year when absent. */
  retentionDays?: number
}

export const RETENTION_DAYS = 365

/** Addresses and names of people travel here alone; what became of an account leaves the log after a month. */
const SHORTER_RETENTION_DAYS: Readonly<Record<string, number>> = { 'lms.user': 30 }

const DAY_MS = 24 * 60 * 60_000

/**
 * Creates the topics that are missing, each with its dead-letter topic, which keeps what it gets for ever.
 * @returns the names of those it created
 */
export async function ensureTopics(
  kafka: KafkaOptions,
  topics: readonly string[],
  { partitions, replicationFactor, retentionDays = RETENTION_DAYS }: TopicOptions,
): Promise<string[]> {
  const admin = createKafka(kafka).admin()
  await admin.connect()
  try {
    const existing = new Set(await admin.listTopics())
    const shape = { numPartitions: partitions, replicationFactor }
    const wanted = topics.flatMap((topic) => {
      const days = Math.min(retentionDays, SHORTER_RETENTION_DAYS[topic] ?? retentionDays)
      return [
        { topic, ...shape, configEntries: [{ name: 'retention.ms', value: String(days * DAY_MS) }] },
        { topic: deadLetterTopic(topic), ...shape, configEntries: [{ name: 'retention.ms', value: '-1' }] },
      ]
    })
    const missing = wanted.filter(({ topic }) => !existing.has(topic))
    await admin.createTopics({ topics: missing, waitForLeaders: true })
    return missing.map(({ topic }) => topic)
  } finally {
    await admin.disconnect()
  }
}
