import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Logger } from './log.ts'

/** ioredis' defaults hang for as long as a silent server does. */
const BOUNDED_WAITS = {
  commandTimeout: 200,
  connectTimeout: 1_000,
  maxRetriesPerRequest: 1,
  // A command that was under way when the connection broke may have been done: to count twice is worse than to fail.
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: false,
  // What is asked for in one turn of the event loop goes in one write.
  enableAutoPipelining: true,
  keepAlive: 10_000,
} satisfies RedisOptions

/** One server or a cluster: commands over one key each work on both. */
export type RedisClient = Redis | Cluster

/** The client that the environment asks for, with bounded waits. */
export function openRedis(environment: { REDIS_URL: string; REDIS_CLUSTER: 'on' | 'off' }, log: Logger): RedisClient {
  const connect = environment.REDIS_CLUSTER === 'on' ? connectRedisCluster : connectRedis
  return connect(environment.REDIS_URL, log)
}

/** A Redis client whose waits are bounded. */
export function connectRedis(url: string, log: Logger): Redis {
  return logFailures(new Redis(url, BOUNDED_WAITS), log)
}

/** A connection of its own to the same Redis, for what a client that sends commands cannot do beside: to subscribe. */
export function duplicateRedis(redis: RedisClient, log: Logger): RedisClient {
  return logFailures(redis.duplicate(), log)
}

/** A client of a Redis Cluster, found through any of its nodes, with the same bounds. */
export function connectRedisCluster(url: string, log: Logger): Cluster {
  const { hostname, port, username, password, protocol } = new URL(url)
  const redisOptions: RedisOptions = {
    ...BOUNDED_WAITS,
    // Within a cluster the queue is the cluster client's business.
    enableOfflineQueue: true,
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  }
  const nodes = [{ host: hostname, port: Number(port) || 6379 }]
  const cluster = new Cluster(nodes, {
    redisOptions,
    enableOfflineQueue: false,
    slotsRefreshTimeout: 1_000,
    // A certificate holds a node's name, and the client by itself connects to the address that it has looked up.
    ...(protocol === 'rediss:' ? { dnsLookup: (name, found) => found(null, name) } : {}),
    // By default a command for a lost node is tried again every 100 ms. Another node that has taken over is found anyway.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    clusterRetryStrategy: (attempt) => Math.min(100 * attempt, 2_000),
  })
  return logFailures(cluster, log)
}

/** Waits until the client can send commands; gives up quietly after a second, since it goes on trying by itself. */
export async function waitUntilReady(redis: Redis | Cluster): Promise<void> {
  if (redis.status !== 'ready') {
    const ready = Promise.withResolvers<void>()
    const limit = setTimeout(ready.resolve, 1_000)
    redis.once('ready', ready.resolve)
    await ready.promise
    clearTimeout(limit)
    redis.off('ready', ready.resolve)
  }
  // A cluster client connects to a node with the first command for it, and refuses those that come meanwhile.
  if ('nodes' in redis) await Promise.allSettled(redis.nodes().map((node) => node.ping()))
}

/** A health check: rejects unless the server answers. */
export async function checkRedis(redis: RedisClient): Promise<void> {
  await redis.ping()
}

function logFailures<Client extends Redis | Cluster>(client: Client, log: Logger): Client {
  // Without a listener a lost connection would end the process.
  client.on('error', (error: unknown) => log.warn({ err: error }, 'redis connection failed'))
  return client
}
