import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { fault } from '../fault.ts'
import type { Logger } from '../log.ts'
import type { BusMessage, EventBus } from './bus.ts'
import type { Leadership } from './lead.ts'
import { markFailed, markPublished, type OutboxRow, readUnpublished } from './outbox.ts'
import { retryPause } from './retry-pause.ts'

/** NOTIFY is the wake-up; this is for the one that was lost, and notices a dead connection. */
const POLL_MS = 1_000

/** More than fit into a batch of bytes, mostly: each batch waits three times, for reading, Kafka and marking. */
const BATCH_SIZE = 1_000

interface PublishOptions {
  bus: Pick<EventBus, 'publish'>
  clock: Clock
  log: Logger
  batchSize?: number
  /** Finish the batch in hand, then return. */
  stopping: AbortSignal
  /** Give the batch in hand up. */
  cutting: AbortSignal
}

/** Publishes batch after batch until it is told to stop. @throws when the session is lost */
export async function publishOutbox(leadership: Leadership, options: PublishOptions): Promise<void> {
  const { client, bell, lost } = leadership
  const { log, stopping, batchSize = BATCH_SIZE } = options
  let failures = 0
  while (!stopping.aborted) {
    lost.throwIfAborted()
    const rows = await readUnpublished(client, batchSize)
    if (rows.length === 0) {
      await bell.wait(POLL_MS)
      continue
    }
    const error = await publishBatch(leadership, rows, options)
    failures = error === null ? 0 : failures + 1
    if (error === null) continue
    log.warn({ err: error, rows: rows.length, failures }, 'events cannot be published; trying again')
    await delay(retryPause(failures), undefined, { signal: AbortSignal.any([stopping, lost]) }).catch(() => {})
  }
}

/** @returns why some of the rows could not be published, or null */
async function publishBatch(
  { client }: Leadership,
  rows: readonly OutboxRow[],
  { bus, clock, cutting }: PublishOptions,
): Promise<unknown> {
  let failure: unknown = null
  for (const [topic, ofTopic] of Map.groupBy(rows, (row) => row.topic)) {
    const messages = ofTopic.map(({ message }) => message)
    const error = await until(cutting, publish(bus, topic, messages)).then(
      () => null,
      (reason: unknown) => reason,
    )
    cutting.throwIfAborted()
    await fault('beforeMark')
    if (error === null) await markPublished(client, ofTopic, clock.now())
    else await markFailed(client, ofTopic, error)
    failure ??= error
  }
  return failure
}

async function publish(bus: PublishOptions['bus'], topic: string, messages: BusMessage[]): Promise<void> {
  await fault('beforePublish')
  await bus.publish(topic, messages)
  await fault('afterAck')
}

/** Stops waiting for the work when the signal comes; the work itself goes on and is of no interest any more. */
async function until(signal: AbortSignal, work: Promise<void>): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
