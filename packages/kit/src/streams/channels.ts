import type { Logger } from '../log.ts'
import { duplicateRedis, type RedisClient } from '../redis.ts'

/** A connection that is subscribed to the channels that are wanted at the moment. */
export interface Channels {
  /** Brings the subscriptions in line with what is wanted, soon and together with other changes. */
  sync(): void
  /** Subscribes to all of them anew at the next `sync`. */
  forget(): void
  close(): void
}

export interface ChannelsOptions {
  log: Logger
  wanted: () => Iterable<string>
  onMessage: (channel: string, message: string) => void
  /** From now on nothing that is published there is missed, as long as the connection stands. */
  onSubscribed: (channel: string) => void
}

const CHANNELS_PER_COMMAND = 500

/** Opens the connection. What fails for want of Redis is done by a later `sync`; what it had, the client restores itself. */
export function openChannels(redis: RedisClient, options: ChannelsOptions): Channels {
  const client = duplicateRedis(redis, options.log)
  client.on('message', options.onMessage)
  const subscribed = new Set<string>()
  let running = false
  let again = false

  const run = async () => {
    const wanted = new Set(options.wanted())
    for (const channels of chunks([...wanted].filter((channel) => !subscribed.has(channel)))) {
      await client.subscribe(...channels)
      for (const channel of channels) {
        subscribed.add(channel)
        options.onSubscribed(channel)
      }
    }
    for (const channels of chunks([...subscribed].filter((channel) => !wanted.has(channel)))) {
      await client.unsubscribe(...channels)
      for (const channel of channels) subscribed.delete(channel)
    }
  }
  const sync = () => {
    again = running
    if (running) return
    running = true
    setImmediate(async () => {
      // The client logs why.
      await run().catch(() => {})
      running = false
      if (again) sync()
    })
  }
  client.on('ready', sync)
  return {
    sync,
    forget: () => subscribed.clear(),
    close: () => client.disconnect(),
  }
}

function* chunks(channels: string[]): Generator<string[]> {
  for (let at = 0; at < channels.length; at += CHANNELS_PER_COMMAND) yield channels.slice(at, at + CHANNELS_PER_COMMAND)
}
