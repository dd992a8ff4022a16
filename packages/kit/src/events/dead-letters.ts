import { deadLetterTopic, type ReceivedMessage } from './bus.ts'
import { createKafka, type KafkaOptions } from './kafka-client.ts'
import { createKafkaPublisher } from './kafka-publisher.ts'
import { readEnvelope } from './read-envelope.ts'
import { readLog } from './read-log.ts'
import { MEANT_FOR } from './read-message.ts'

/** Marks, in a dead-letter topic, that the letter at this place was sent again. */
const SENT_AGAIN = 'x-sent-again'

/** A message that a service could not handle, with the reason. */
export interface DeadLetter {
  /** Where it lies: `<topic>/<partition>/<offset>`. */
  id: string
  /** The service that could not handle it. */
  consumer: string
  /** Where the message lay that could not be handled. */
  topic: string
  partition: number
  offset: string
  /** Type and id of the event, where it is one. */
  type: string | null
  eventId: string | null
  error: string
  attempts: number
  /** When it was put aside. */
  time: string
  key: string
  value: string
  /** Headers of the original message. */
  headers: Record<string, string>
}

/** The letters of these topics that were not sent again, in the order in which they were put aside. */
export async function listDeadLetters(kafka: KafkaOptions, topics: readonly string[]): Promise<DeadLetter[]> {
  const letters = new Map<string, DeadLetter>()
  await readLog(kafka, topics.map(deadLetterTopic), (message) => {
    const done = message.headers[SENT_AGAIN]
    if (done === undefined) letters.set(placeOf(message), readLetter(message))
    else letters.delete(done)
  })
  return [...letters.values()].sort((left, right) => left.time.localeCompare(right.time))
}

/**
 * Sends letters again to the service that could not handle them; other services pass them by. Each is marked behind that,
 * so that a crash leads to a second delivery, which the inbox ignores, and never to none.
 */
export async function sendAgain(kafka: KafkaOptions, letters: readonly DeadLetter[]): Promise<void> {
  const publisher = createKafkaPublisher(createKafka(kafka))
  try {
    for (const { id, topic, key, value, headers, consumer } of letters) {
      await publisher.publish(topic, [{ key, value, headers: { ...headers, [MEANT_FOR]: consumer } }])
      await publisher.publish(deadLetterTopic(topic), [{ key, value: '', headers: { [SENT_AGAIN]: id } }])
    }
  } finally {
    await publisher.stop()
  }
}

const placeOf = ({ topic, partition, offset }: ReceivedMessage) => `${topic}/${partition}/${offset}`

function readLetter(message: ReceivedMessage): DeadLetter {
  const { key, value, headers } = message
  const event = readEnvelope(value)
  return {
    id: placeOf(message),
    consumer: headers['x-consumer'] ?? '',
    topic: headers['x-orig-topic'] ?? '',
    partition: Number(headers['x-orig-partition']),
    offset: headers['x-orig-offset'] ?? '',
    type: event?.type ?? null,
    eventId: event?.id ?? null,
    error: headers['x-error'] ?? '',
    attempts: Number(headers['x-attempts']),
    time: headers['x-time'] ?? '',
    key: key ?? '',
    value: value ?? '',
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-'))),
  }
}
