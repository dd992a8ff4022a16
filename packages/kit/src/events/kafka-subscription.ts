import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, Kafka } from 'kafkajs'
import type { Logger } from '../log.ts'
import type { HandleMessages, Subscription } from './bus.ts'
import { createBatchHandler } from './kafka-batch.ts'
import { RETRY } from './kafka-client.ts'
import { isUnavailable } from './kafka-errors.ts'
import { retryPause } from './retry-pause.ts'

/** Crashes in a row, without a message handled between them, after which a new process is the better cure. */
const CRASHES = 5

const SESSION_TIMEOUT_MS = 30_000

/** A consumer that says nothing for so many session timeouts has stalled: its group has long put it out. */
const SILENT_SESSIONS = 3

/** What a consumer gets to leave its group; one that hangs is left behind. */
const LEAVE_MS = 10_000

export interface KafkaSubscriptionOptions {
  kafka: Kafka
  group: string
  topics: readonly string[]
  handle: HandleMessages
  sessionTimeoutMs?: number
  /** Called when the consumer keeps crashing although Kafka is there. */
  onFatal: (error: Error) => void
  log: Logger
}

export interface KafkaSubscription extends Subscription {
  /** Since when the consumer has neither fetched nor sent a heartbeat. */
  silentSeconds(): number
  /** Whether it is a member of its group that knows its share of the work. */
  isMember(): boolean
  /** Whether it gets on: a member that its group has not put out for silence. */
  isAlive(): boolean
}

/** What is known of how the present consumer gets on. */
interface Pulse {
  /** When it last did. */
  at: number
  isMember: boolean
  beat(): void
}

/**
 * Consumes as one member of a group, with a new consumer whenever one crashes or stalls. While Kafka cannot be reached, or
 * a topic does not exist yet, it keeps trying.
 */
export function startKafkaSubscription(options: KafkaSubscriptionOptions): KafkaSubscription {
  const { sessionTimeoutMs = SESSION_TIMEOUT_MS } = options
  const stopping = new AbortController()
  const pulse: Pulse = {
    at: performance.now(),
    isMember: false,
    beat() {
      pulse.at = performance.now()
    },
  }
  const finished = run({ ...options, sessionTimeoutMs }, pulse, stopping.signal)
  const silence = () => performance.now() - pulse.at
  return {
    silentSeconds: () => Math.round(silence() / 1000),
    isMember: () => pulse.isMember,
    isAlive: () => pulse.isMember && silence() < sessionTimeoutMs,
    async stop() {
      stopping.abort()
      await finished
    },
  }
}

type RunOptions = KafkaSubscriptionOptions & { sessionTimeoutMs: number }

async function run(options: RunOptions, pulse: Pulse, stopping: AbortSignal): Promise<void> {
  const { group, onFatal, log } = options
  let crashes = 0
  let outages = 0
  const onHandled = () => {
    crashes = 0
    outages = 0
  }
  while (!stopping.aborted) {
    const error = await consumeUntilCrash(options, onHandled, pulse, stopping)
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
  { kafka, group, topics, handle, sessionTimeoutMs }: RunOptions,
  onHandled: () => void,
  pulse: Pulse,
  stopping: AbortSignal,
): Promise<Error | null> {
  const consumer = createConsumer(kafka, group, sessionTimeoutMs)
  const { promise: ended, resolve: end } = Promise.withResolvers<Error | null>()
  const stop = () => end(null)
  stopping.addEventListener('abort', stop)
  consumer.on(consumer.events.CRASH, ({ payload }) => end(payload.error))
  const belongs = (isMember: boolean) => () => {
    pulse.isMember = isMember
  }
  consumer.on(consumer.events.GROUP_JOIN, belongs(true))
  consumer.on(consumer.events.REBALANCING, belongs(false))
  for (const sign of [consumer.events.FETCH, consumer.events.HEARTBEAT]) consumer.on(sign, pulse.beat)
  const startedAt = performance.now()
  const watch = setInterval(() => {
    const silentMs = performance.now() - Math.max(pulse.at, startedAt)
    if (silentMs > SILENT_SESSIONS * sessionTimeoutMs) end(new Error('The consumer has stalled'))
  }, sessionTimeoutMs / 2)
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
    clearInterval(watch)
    pulse.isMember = false
    stopping.removeEventListener('abort', stop)
    await Promise.race([consumer.disconnect().catch(() => {}), delay(LEAVE_MS, undefined, { ref: false })])
  }
}

function createConsumer(kafka: Kafka, group: string, sessionTimeout: number): Consumer {
  return kafka.consumer({
    groupId: group,
    sessionTimeout,
    heartbeatInterval: sessionTimeout / 10,
    rebalanceTimeout: 2 * sessionTimeout,
    metadataMaxAge: 60_000,
    maxBytesPerPartition: 256 * 1024,
    // How long the broker holds a fetch open when there is nothing; stopping waits for it.
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
    // A crashed consumer is replaced here, not by kafkajs, which does it without end and without counting.
    retry: { ...RETRY, restartOnFailure: async () => false },
  })
}
