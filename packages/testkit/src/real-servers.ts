import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@lms/local/postgres'
import { resetPostgres } from '@lms/local/postgres-reset'
import { startKafkaBroker } from './kafka-broker.ts'
import type { ProcessStackOptions } from './process-stack.ts'
import { startRedisServer } from './redis-server.ts'

/** PostgreSQL, Redis and Kafka of their own, for a system of processes. */
export interface RealServers extends AsyncDisposable {
  readonly options: Pick<ProcessStackOptions, 'databaseServer' | 'sslMode' | 'redisUrl' | 'kafkaBrokers'>
}

/**
 * @returns null where Redis or Kafka cannot be had
 * @throws instead of returning null when LMS_REQUIRE_REAL is 1
 */
export async function startRealServers(): Promise<RealServers | null> {
  await using started = new AsyncDisposableStack()
  const [redis, kafka] = await Promise.all([startRedisServer(), startKafkaBroker()])
  if (redis) started.defer(() => redis.stop())
  if (kafka) started.defer(() => kafka.stop())
  if (!redis || !kafka) return null
  const folder = await mkdtemp(join(tmpdir(), 'lms-servers-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const dataDir = join(folder, 'postgres')
  started.defer(() => resetPostgres({ dataDir }))
  const postgres = await startPostgres({ dataDir, durable: false })
  const running = started.move()
  return {
    options: { databaseServer: postgres.url, sslMode: 'disable', redisUrl: redis.url, kafkaBrokers: kafka.brokers },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
