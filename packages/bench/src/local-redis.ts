import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findRedisProgram, startRedisServer } from '@lms/local/redis-server'

/** A real Redis for the time of a benchmark. */
export async function createLocalRedis(): Promise<{ url: string } & AsyncDisposable> {
  const program = await findRedisProgram(['valkey-server', 'redis-server'])
  if (program === null) throw new Error('This benchmark needs valkey-server or redis-server on the PATH.')
  const folder = await mkdtemp(join(tmpdir(), 'lms-bench-redis-'))
  const server = await startRedisServer(program, folder)
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
