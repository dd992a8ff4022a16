import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, Kafka } from 'kafkajs'
import type { Logger } from '../log.ts'
import type { ReceivedMessage, Subscription } from './bus.ts'
import { createBatchHandler } from './kafka-batch.ts'
import { RETRY } from './kafka-client.ts'
import { isUnavailable } from './kafka-errors.ts'
import { retryPause } from './retry-pause.ts'

/** Crashes in a row, without a message handled between them, after which a new process is the better cure. */
const CRASHES = 5

export interface KafkaSubscriptionOptions {
  kafka: Kafka
  group: string
  topics: readonly string[]
  handle: (message: ReceivedMessage) => Promise<void>
  /** Called when the consumer keeps crashing although Kafka is there. */
  onFatal: (error: Error) => void
  log: Logger
}

/**
 * Consumes as one member of a group, with a new consumer whenever one crashes. While Kafka cannot be reached, or a topic
 * does not exist yet, it keeps trying.
 */
export function startKafkaSubscription(options: KafkaSubscriptionOptions): Subscription {
  const stopping = new AbortController()
  const finished = run(options, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await finished
    },
  }
}

async function run(options: KafkaSubscriptionOptions, stopping: AbortSignal): Promise<void> {
  const { group, onFatal, log } = options
  let crashes = 0
  let outages = 0
  const onHandled = () => {
    crashes = 0
    outages = 0
  }
  while (!stopping.aborted) {
    const error = await consumeUntilCrash(options, onHandled, stopping)
    if (error === null) return
    if (isUnavailable(error)) {
      outages++
      log.warn({ reason: error.message, group, outages }, 'Kafka cannot be reached; trying again')
    } else {
      crashes++
      log.error({ err: error, group, crashes }, 'the Kafka consumer crashed; starting another')
    }
    if (crashes > CRASHES) return onFatal(error)
    await delay(retryPause(crashes + outages), undefined, { signal: stopping }).catch(() => {})
  }
}

/** @returns why the consumer ended, or null when it was told to */
async function consumeUntilCrash(
  { kafka, group, topics, handle }: KafkaSubscriptionOptions,
  onHandled: () => void,
  stopping: AbortSignal,
): Promise<Error | null> {
  const consumer = createConsumer(kafka, group)
  const { promise: ended, resolve: end } = Promise.withResolvers<Error | null>()
  const stop = () => end(null)
  stopping.addEventListener('abort', stop)
  consumer.on(consumer.events.CRASH, ({ payload }) => end(payload.error))
  try {
    const start = async () => {
      await consumer.connect()
      await consumer.subscribe({ topics: [...topics], fromBeginning: true })
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 3,
        eachBatch: createBatchHandler(handle, onHandled),
      })
    }
    start().catch(end)
    return await ended
  } finally {
    stopping.removeEventListener('abort', stop)
    await consumer.disconnect().catch(() => {})
  }
}

function createConsumer(kafka: Kafka, group: string): Consumer {
  return kafka.consumer({
    groupId: group,
    sessionTimeout: 30_000,
    heartbeatInterval: 3_000,
    rebalanceTimeout: 60_000,
    metadataMaxAge: 60_000,
    maxBytesPerPartition: 256 * 1024,
    // How long the broker holds a fetch open when there is nothing; stopping waits for it.
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
    // A crashed consumer is replaced here, not by kafkajs, which does it without end and without counting.
    retry: { ...RETRY, restartOnFailure: async () => false },
  })
}
