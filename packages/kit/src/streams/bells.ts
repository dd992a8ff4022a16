import { randomUUID } from 'node:crypto'
import type { Logger } from '../log.ts'
import type { RedisClient } from '../redis.ts'
import { type Channels, openChannels } from './channels.ts'

/**
 * Tells all replicas of a service that a topic has news. What is new stands in the database: a ring may come twice, or
 * without news. Redis may lose rings, so who listens is also called when some may have been missed: about every second
 * while Redis is not heard.
 */
export interface Bells {
  /** Rings, after the commit of what is new. Never fails: what Redis does not take is rung later. */
  ring(topic: string): void
  /** Calls back at each ring, and whenever it is better to look. The returned function ends that. */
  listen(topic: string, onRing: () => void): () => void
  close(): void
}

const BEAT_MS = 1_000
/** So often a topic is looked at although Redis is heard: who wrote may have died before the ring. */
const BEATS_PER_LOOK = 10

/** Bells over Redis's pub/sub, of one server or a cluster. */
export const createBells = (redis: RedisClient, { service, log }: { service: string; log: Logger }): Bells =>
  new RedisBells(redis, service, log)

class RedisBells implements Bells {
  readonly #redis: RedisClient
  readonly #service: string
  /** Tells this replica from the others: it needs no ring of its own. */
  readonly #own = randomUUID()
  /** What this replica publishes there comes back as long as Redis works. */
  readonly #echo: string
  readonly #channels: Channels
  readonly #listeners = new Map<string, Set<() => void>>()
  /** What Redis has not taken. */
  readonly #unrung = new Set<string>()
  #heard = false
  #isDeaf = false
  #isClosed = false
  #beats = 0
  #timer: NodeJS.Timeout | undefined

  constructor(redis: RedisClient, service: string, log: Logger) {
    this.#redis = redis
    this.#service = service
    this.#echo = `${service}:echo:${this.#own}`
    this.#channels = openChannels(redis, {
      log,
      wanted: () => [this.#echo, ...this.#listeners.keys()],
      onSubscribed: (channel) => (channel === this.#echo ? this.#hearEcho() : this.#call(channel)),
      onMessage: (channel, from) => {
        if (channel === this.#echo) this.#hearEcho()
        else if (from !== this.#own) this.#call(channel)
      },
    })
  }

  ring(topic: string): void {
    const channel = this.#channelOf(topic)
    this.#call(channel)
    this.#publish(channel)
  }

  listen(topic: string, onRing: () => void): () => void {
    const channel = this.#channelOf(topic)
    const together = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, together.add(onRing))
    this.#channels.sync()
    this.#schedule()
    return () => {
      together.delete(onRing)
      if (together.size > 0 || this.#listeners.get(channel) !== together) return
      this.#listeners.delete(channel)
      this.#channels.sync()
    }
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#channels.close()
  }

  #channelOf = (topic: string) => `${this.#service}:news:${topic}`

  #call(channel: string): void {
    for (const onRing of this.#listeners.get(channel) ?? []) onRing()
  }

  #callAll(): void {
    for (const channel of this.#listeners.keys()) this.#call(channel)
  }

  #hearEcho(): void {
    this.#heard = true
    if (this.#isDeaf) this.#callAll()
    this.#isDeaf = false
  }

  async #publish(channel: string): Promise<void> {
    try {
      await this.#redis.publish(channel, this.#own)
      this.#unrung.delete(channel)
    } catch {
      if (channel === this.#echo) return
      this.#unrung.add(channel)
      this.#schedule()
    }
  }

  #beat(): void {
    if (this.#isClosed) return
    this.#isDeaf = !this.#heard
    this.#heard = false
    this.#beats++
    if (this.#isDeaf) {
      this.#channels.forget()
      this.#callAll()
    } else this.#callSome()
    this.#channels.sync()
    for (const channel of [this.#echo, ...this.#unrung]) this.#publish(channel)
    this.#timer = undefined
    if (this.#listeners.size > 0 || this.#unrung.size > 0) this.#schedule()
  }

  #callSome(): void {
    const turn = [...this.#listeners.keys()].filter((_, index) => (index + this.#beats) % BEATS_PER_LOOK === 0)
    for (const channel of turn) this.#call(channel)
  }

  #schedule(): void {
    // Replicas that lost the same Redis shall not all look at the same moment. And what has arrived shall be heard before
    // a beat that comes late because the process was busy.
    this.#timer ??= setTimeout(() => setImmediate(() => this.#beat()), BEAT_MS * (0.8 + 0.4 * Math.random())).unref()
  }
}
