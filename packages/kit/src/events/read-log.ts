import { randomUUID } from 'node:crypto'
import type { EachMessagePayload, Kafka } from 'kafkajs'
import type { ReceivedMessage } from './bus.ts'
import { received } from './kafka-batch.ts'
import { createKafka, type KafkaOptions } from './kafka-client.ts'

/**
 * Reads topics from their first message, or the first one since a time, to what is their last one now, each partition in
 * its order, without leaving a trace in the groups of the services.
 * @throws what `take` throws, and takes nothing after that
 */
export async function readLog(
  options: KafkaOptions,
  topics: readonly string[],
  take: (message: ReceivedMessage) => Promise<void> | void,
  since?: Date,
): Promise<void> {
  const kafka = createKafka(options)
  const spans = await readSpans(kafka, topics, since)
  if (spans.size === 0) return
  const groupId = `lms-read-${randomUUID()}`
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 200 })
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: takeSpans(spans, take, { resolve, reject }),
    })
    if (since) {
      for (const { topic, partition, start } of spans.values())
        consumer.seek({ topic, partition, offset: String(start) })
    }
    await done
  } finally {
    await consumer.disconnect()
    await forgetGroup(kafka, groupId)
  }
}

type Take = Parameters<typeof readLog>[2]

/** Hands over what lies in the spans, and takes out each that has been read to its end. */
function takeSpans(
  spans: Map<string, Span>,
  take: Take,
  done: Pick<PromiseWithResolvers<void>, 'resolve' | 'reject'>,
): (payload: EachMessagePayload) => Promise<void> {
  return async ({ topic, partition, message }) => {
    const place = `${topic}/${partition}`
    const span = spans.get(place)
    const offset = BigInt(message.offset)
    // What was fetched before the consumer was told where to begin comes as well, and what it then fetches a second time.
    if (!span || offset < span.start || offset >= span.end) return
    try {
      await take(received({ topic, partition }, message))
    } catch (error) {
      // kafkajs would try again, and tell of that alone.
      spans.clear()
      return done.reject(error)
    }
    span.start = offset + 1n
    if (span.start === span.end) spans.delete(place)
    if (spans.size === 0) done.resolve()
  }
}

/** What is read of a partition. */
interface Span {
  topic: string
  partition: number
  /** What is taken next. */
  start: bigint
  /** Behind its last message. */
  end: bigint
}

/** Of each partition that holds anything to read, by `topic/partition`. */
async function readSpans(kafka: Kafka, topics: readonly string[], since?: Date): Promise<Map<string, Span>> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const spans = await Promise.all(
      topics.map(async (topic) => {
        const later = since ? await admin.fetchTopicOffsetsByTimestamp(topic, since.getTime()) : []
        const starts = new Map(later.map(({ partition, offset }) => [partition, offset]))
        return (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }): Span => {
          return { topic, partition, start: BigInt(starts.get(partition) ?? low), end: BigInt(high) }
        })
      }),
    )
    const filled = spans.flat().filter(({ start, end }) => end > start)
    return new Map(filled.map((span) => [`${span.topic}/${span.partition}`, span]))
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
