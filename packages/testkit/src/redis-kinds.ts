import { tmpdir } from 'node:os'
import { createLogger } from '@lms/kit/log'
import { connectRedis, connectRedisCluster, waitUntilReady } from '@lms/kit/redis'
import { chooseRedis } from '@lms/local/redis'
import { findRedisProgram } from '@lms/local/redis-server'
import type { Cluster, Redis } from 'ioredis'
import { startRedisCluster } from './redis-cluster.ts'
import { startRedisServer } from './redis-server.ts'

/** A Redis to run the same tests on. */
export interface TestRedisKind extends AsyncDisposable {
  readonly redis: Redis | Cluster
  /** Makes it fall silent for good. */
  stop(): Promise<void>
}

/** Every kind of Redis that the product runs on; the real ones where Redis is installed, or must be. */
export async function redisKinds(): Promise<[name: string, start: () => Promise<TestRedisKind>][]> {
  const inMemory = ['in memory', startInMemory] satisfies [string, unknown]
  const isInstalled = (await findRedisProgram(['valkey-server', 'redis-server'])) !== null
  if (!isInstalled && process.env.LMS_REQUIRE_REAL !== '1') return [inMemory]
  return [inMemory, ['on a server', startServer], ['on a cluster', startCluster]]
}

const silent = createLogger({ level: 'silent' })

async function startInMemory(): Promise<TestRedisKind> {
  const chosen = await chooseRedis({ dir: tmpdir(), programs: [] })
  const redis = chosen.createClient()
  return toKind(redis, () => chosen.stop())
}

async function startServer(): Promise<TestRedisKind> {
  const server = (await startRedisServer()) ?? unreachable()
  return toKind(connectRedis(server.url, silent), () => server.stop())
}

async function startCluster(): Promise<TestRedisKind> {
  const cluster = (await startRedisCluster()) ?? unreachable()
  return toKind(connectRedisCluster(cluster.url, silent), () => cluster.stop())
}

async function toKind(redis: Redis | Cluster, stop: () => Promise<void>): Promise<TestRedisKind> {
  await waitUntilReady(redis)
  return {
    redis,
    stop,
    async [Symbol.asyncDispose]() {
      redis.disconnect()
      await stop()
    },
  }
}

function unreachable(): never {
  throw new Error('unreachable: Redis is installed')
}
