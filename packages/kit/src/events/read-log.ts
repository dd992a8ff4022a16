import { randomUUID } from 'node:crypto'
import type { Kafka } from 'kafkajs'
import type { ReceivedMessage } from './bus.ts'
import { received } from './kafka-batch.ts'
import { createKafka, type KafkaOptions } from './kafka-client.ts'

/**
 * Reads topics from their first message to what is their last one now, each partition in its order, without leaving a
 * trace in the groups of the services.
 * @throws what `take` throws, and takes nothing after that
 */
export async function readLog(
  options: KafkaOptions,
  topics: readonly string[],
  take: (message: ReceivedMessage) => Promise<void> | void,
): Promise<void> {
  const kafka = createKafka(options)
  const ends = await readEnds(kafka, topics)
  if (ends.size === 0) return
  const groupId = `lms-read-${randomUUID()}`
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 200 })
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ topic, partition, message }) => {
        const place = `${topic}/${partition}`
        const end = ends.get(place)
        if (end === undefined || BigInt(message.offset) >= end) return
        try {
          await take(received({ topic, partition }, message))
        } catch (error) {
          // kafkajs would try again, and tell of that alone.
          ends.clear()
          return reject(error)
        }
        if (BigInt(message.offset) + 1n === end) ends.delete(place)
        if (ends.size === 0) resolve()
      },
    })
    await done
  } finally {
    await consumer.disconnect()
    await forgetGroup(kafka, groupId)
  }
}

/** Offset behind the last message of each partition that holds any, by `topic/partition`. */
async function readEnds(kafka: Kafka, topics: readonly string[]): Promise<Map<string, bigint>> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const places = await Promise.all(
      topics.map(async (topic) =>
        (await admin.fetchTopicOffsets(topic)).flatMap(({ partition, low, high }): [string, bigint][] =>
          BigInt(high) > BigInt(low) ? [[`${topic}/${partition}`, BigInt(high)]] : [],
        ),
      ),
    )
    return new Map(places.flat())
  } finally {
    await admin.disconnect()
  }
}

async function forgetGroup(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  await admin.deleteGroups([groupId]).catch(() => {})
  await admin.disconnect()
}
