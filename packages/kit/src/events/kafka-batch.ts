import type { EachBatchHandler, EachBatchPayload, IHeaders, KafkaMessage } from 'kafkajs'
import { fault } from '../fault.ts'
import { BATCH_SIZE, type HandleMessages, type ReceivedMessage } from './bus.ts'
import { retryPause } from './retry-pause.ts'

/** Longer than most batches take, shorter than the time after which a member without a sign of life is put out. */
const HEARTBEAT_MS = 1_000

/**
 * Hands a partition's messages over in batches and commits behind each: after the handler's own commit, so that a crash
 * between the two leads to a delivery that the inbox ignores. Where the handler throws, the partition pauses and starts
 * again from that batch; the other partitions go on.
 */
export function createBatchHandler(handle: HandleMessages, onHandled: () => void): EachBatchHandler {
  const failures = new Map<string, number>()
  return async (payload) => {
    const { batch, heartbeat, resolveOffset, isRunning, isStale, pause } = payload
    const place = `${batch.topic}/${batch.partition}`
    for (let from = 0; from < batch.messages.length; from += BATCH_SIZE) {
      if (!isRunning() || isStale()) return
      const messages = batch.messages.slice(from, from + BATCH_SIZE)
      try {
        await whileBeating(heartbeat, () => handle(messages.map((message) => received(batch, message))))
      } catch {
        const attempt = (failures.get(place) ?? 0) + 1
        failures.set(place, attempt)
        setTimeout(pause(), retryPause(attempt))
        return
      }
      failures.delete(place)
      onHandled()
      const last = messages.at(-1)?.offset ?? batch.firstOffset() ?? '0'
      await fault('beforeOffsetCommit')
      await commit(payload, last)
      // Not before: what is resolved is not fetched again, and would stay uncommitted until the next message comes.
      resolveOffset(last)
      await heartbeat()
    }
  }
}

/** A handler that waits long, for a lock or a slow database, must not look dead to the group. */
async function whileBeating(heartbeat: () => Promise<void>, work: () => Promise<void>): Promise<void> {
  // What the heartbeat has to say is said again by the one after the batch.
  const timer = setInterval(() => void heartbeat().catch(() => {}), HEARTBEAT_MS)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
}

/** A committed offset names the next message. */
function commit({ batch, commitOffsetsIfNecessary }: EachBatchPayload, handled: string): Promise<void> {
  const offset = String(BigInt(handled) + 1n)
  const { topic, partition } = batch
  return commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
}

/** A message as kafkajs gives it. */
export function received(
  { topic, partition }: { topic: string; partition: number },
  message: KafkaMessage,
): ReceivedMessage {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key?.toString() ?? null,
    value: message.value?.toString() ?? null,
    headers: readHeaders(message.headers),
  }
}

/** A header may be sent several times; the last one counts. */
function readHeaders(headers: IHeaders = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String((Array.isArray(value) ? value.at(-1) : value) ?? '')]),
  )
}
