import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../log.ts'
import {
  BATCH_SIZE,
  type BusMessage,
  deadLetterTopic,
  type EventBus,
  type HandleMessages,
  type ReceivedMessage,
  type Subscription,
} from './bus.ts'
import { retryPause } from './retry-pause.ts'

/** Keys are spread over lanes as over Kafka's partitions: order within a lane, lanes side by side. */
const LANES = 3

export interface MemoryBusOptions {
  /**
   * Every group that will subscribe. Nothing is delivered before all have, so that none misses what a service that
   * started earlier publishes.
   */
  groups: readonly string[]
  /** Keeps what the groups could not handle; here, unlike in Kafka, there is no log that would. */
  keepDeadLetters: (topic: string, messages: readonly BusMessage[]) => Promise<void>
  log: Logger
}

interface Group {
  topics: ReadonlySet<string>
  handle: HandleMessages
  stopping: AbortController
  /** The last delivery of each lane. */
  lanes: Promise<void>[]
}

/**
 * Carries events within one process. It keeps nothing: the outbox is the log. Hence publishing resolves only when every
 * group has dealt with the messages, and rejects when one stops before that, so that the relay leaves them unpublished.
 */
export function createMemoryBus({ groups: expected, keepDeadLetters, log }: MemoryBusOptions): EventBus {
  const groups = new Map<string, Group>()
  const complete = Promise.withResolvers<void>()
  complete.promise.catch(() => {})
  const missing = new Set(expected)
  if (missing.size === 0) complete.resolve()
  let offset = 0n
  let stopped = false

  return {
    async publish(topic, messages) {
      if (stopped) throw new Error('The bus has stopped')
      await complete.promise
      const takers = [...groups.values()].filter(({ topics }) => topics.has(topic))
      if (takers.length === 0 && isDeadLetterTopic(topic)) return keepDeadLetters(topic, messages)
      const received = messages.map((message) => receive(topic, message, offset++))
      const batches = [...Map.groupBy(received, ({ partition }) => partition).values()].flatMap(chunks)
      const deliveries = takers.flatMap((group) => batches.map((batch) => enqueue(group, batch, log)))
      const failed = (await Promise.allSettled(deliveries)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    },

    async subscribe(name, topics, handle) {
      if (groups.get(name)?.stopping.signal.aborted === false) throw new Error(`Group ${name} is subscribed already`)
      const lanes = Array.from({ length: LANES }, () => Promise.resolve())
      const group = { topics: new Set(topics), handle, stopping: new AbortController(), lanes }
      groups.set(name, group)
      missing.delete(name)
      if (missing.size === 0) complete.resolve()
      return { stop: () => stopGroup(group) } satisfies Subscription
    },

    check: () => ({ ok: missing.size === 0 && !stopped, detail: {} }),

    async stop() {
      stopped = true
      complete.reject(new Error(`The bus stopped before ${[...missing].join(', ')} subscribed`))
      await Promise.all([...groups.values()].map(stopGroup))
    },
  }
}

const isDeadLetterTopic = (topic: string): boolean => topic.endsWith(deadLetterTopic(''))

/** A stopped group stays known: it takes nothing, and what it should have got is not done. */
async function stopGroup({ stopping, lanes }: Group): Promise<void> {
  stopping.abort(new Error('The group has stopped'))
  await Promise.allSettled(lanes)
}

function receive(topic: string, message: BusMessage, offset: bigint): ReceivedMessage {
  return { ...message, topic, partition: laneOf(message.key), offset: String(offset) }
}

function laneOf(key: string): number {
  let hash = 0
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return hash % LANES
}

const chunks = (messages: ReceivedMessage[]): ReceivedMessage[][] =>
  Array.from({ length: Math.ceil(messages.length / BATCH_SIZE) }, (_, index) =>
    messages.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  )

function enqueue(group: Group, batch: readonly ReceivedMessage[], log: Logger): Promise<void> {
  const lane = batch[0]?.partition ?? 0
  const before = group.lanes[lane] ?? Promise.resolve()
  const delivery = before.catch(() => {}).then(() => deliver(group, batch, log))
  group.lanes[lane] = delivery
  return delivery
}

async function deliver({ handle, stopping }: Group, batch: readonly ReceivedMessage[], log: Logger): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    stopping.signal.throwIfAborted()
    try {
      return await handle(batch)
    } catch (error) {
      log.debug({ err: error, topic: batch[0]?.topic, attempt }, 'delivery failed; trying again')
      await delay(retryPause(attempt), undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
}
