import type { EachBatchHandler, EachBatchPayload, IHeaders, KafkaMessage } from 'kafkajs'
import type { ReceivedMessage } from './bus.ts'
import { retryPause } from './retry-pause.ts'

/** Offsets are committed after this many messages and at the end of a batch; what is delivered again is ignored. */
const COMMIT_EVERY = 50

/**
 * Hands a partition's messages over one by one and commits behind them. Where the handler throws, the partition pauses
 * and starts again from that message; the other partitions go on.
 */
export function createBatchHandler(
  handle: (message: ReceivedMessage) => Promise<void>,
  onHandled: () => void,
): EachBatchHandler {
  const failures = new Map<string, number>()
  return async (payload) => {
    const { batch, heartbeat, resolveOffset, isRunning, isStale, pause } = payload
    const place = `${batch.topic}/${batch.partition}`
    let handled = 0
    let last: string | null = null
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) break
      try {
        await handle(received(batch, message))
      } catch {
        const attempt = (failures.get(place) ?? 0) + 1
        failures.set(place, attempt)
        setTimeout(pause(), retryPause(attempt))
        break
      }
      failures.delete(place)
      onHandled()
      resolveOffset(message.offset)
      last = message.offset
      if (++handled % COMMIT_EVERY === 0) await commit(payload, last)
      await heartbeat()
    }
    if (last !== null) await commit(payload, last)
  }
}

/** A committed offset names the next message. */
function commit({ batch, commitOffsetsIfNecessary }: EachBatchPayload, handled: string): Promise<void> {
  const offset = String(BigInt(handled) + 1n)
  const { topic, partition } = batch
  return commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
}

function received({ topic, partition }: EachBatchPayload['batch'], message: KafkaMessage): ReceivedMessage {
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
