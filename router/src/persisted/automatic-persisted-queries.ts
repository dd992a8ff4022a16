import type { Clock } from '@lms/kit/clock'
import { operationIdOf } from '@lms/kit/operation-id'
import type { Cluster, Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'
import type { RedisCircuit } from '../budget/redis-circuit.ts'

/**
 * Documents that clients registered by their hash (Apollo's automatic persisted queries). A convenience, no allow-list:
 * anybody may register any valid document, and each may be forgotten at any time.
 */
export interface AutomaticPersistedQueries {
  /** The document of a hash, or null. */
  find(id: string): Promise<string | null>
  /** Keeps a document that proved valid; one that is too long is not kept. */
  remember(id: string, text: string): Promise<void>
}

/** With this and the number of slots, all documents together never take more than 256 MiB of Redis. */
const LONGEST_BYTES = 16 * 1024
/** Two to the fourteenth, a power of two so that the first bits of a hash choose one. */
const SLOTS = 16_384
/** A day without use. */
const EXPIRY_SECONDS = 86_400

const MOST_IN_MEMORY = 1_000
const MOST_MEMORY_BYTES = 8 * 1024 * 1024
/** After an hour Redis is asked again, which keeps what is in use from expiring there. */
const MEMORY_MS = 3_600_000

/**
 * Keeps them in Redis for all replicas, and the latest in memory; without Redis in memory alone. A hash has one slot in
 * Redis, and a document drives out another of the same slot, so that no flood of them can fill it.
 */
export function createAutomaticPersistedQueries(options: {
  redis: Redis | Cluster
  circuit: RedisCircuit
  clock: Clock
}): AutomaticPersistedQueries {
  const { redis, circuit, clock } = options
  const memory = new LRUCache<string, { text: string; at: number }>({
    max: MOST_IN_MEMORY,
    maxSize: MOST_MEMORY_BYTES,
    sizeCalculation: ({ text }) => Buffer.byteLength(text),
  })
  const now = () => clock.now().getTime()
  const keepInMemory = (id: string, text: string) => memory.set(id, { text, at: now() })
  return {
    async find(id) {
      const known = memory.get(id)
      if (known && now() - known.at < MEMORY_MS) return known.text
      const { result: text, store } = await circuit.run<string | null>({
        redis: () => redis.getex(slotOf(id), 'EX', EXPIRY_SECONDS),
        memory: () => known?.text ?? null,
      })
      if (text === null || (store === 'redis' && operationIdOf(text) !== id)) return null
      keepInMemory(id, text)
      return text
    },
    async remember(id, text) {
      if (Buffer.byteLength(text) > LONGEST_BYTES) return
      keepInMemory(id, text)
      await circuit.run({
        redis: () => redis.set(slotOf(id), text, 'EX', EXPIRY_SECONDS),
        memory: () => null,
      })
    },
  }
}

const slotOf = (id: string): string => `automatic-persisted-query:${Number.parseInt(id.slice(0, 8), 16) % SLOTS}`
