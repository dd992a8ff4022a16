import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findRedisProgram, startRedisServer as startProgram } from '@lms/local/redis-server'

export interface TestRedis {
  url: string
  stop(): Promise<void>
}

/**
 * A real Redis for a test: the one of REDIS_URL, else a `valkey-server` or `redis-server` of the PATH.
 * @returns null where neither is there; the suite must then say that it ran without
 * @throws instead of returning null when LMS_REQUIRE_REAL is 1
 */
export async function startRedisServer(): Promise<TestRedis | null> {
  const external = process.env.REDIS_URL
  if (external) return { url: external, stop: async () => {} }
  const program = await findRedisProgram(['valkey-server', 'redis-server'])
  if (program === null) {
    if (process.env.LMS_REQUIRE_REAL === '1') throw new Error('No real Redis: redis-server, or REDIS_URL, is needed')
    return null
  }
  const dir = await mkdtemp(path.join(tmpdir(), 'lms-redis-'))
  const server = await startProgram(program, dir)
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
