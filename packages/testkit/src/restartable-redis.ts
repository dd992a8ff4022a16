import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@lms/local/ports'
import { findRedisProgram, startRedisServer } from '@lms/local/redis-server'

/** A real Redis that can be killed, and comes back empty at the same address. */
export interface RestartableRedis extends AsyncDisposable {
  readonly url: string
  /** Kills it without a word. */
  kill(): void
  /** Starts it again. */
  restart(): Promise<void>
  /** Lets it fall silent with all that it holds, and speak again. */
  freeze(): void
  thaw(): void
}

/**
 * Starts a Redis of its own.
 * @returns null where none is installed; the suite must then say that it ran without
 * @throws instead of returning null when LMS_REQUIRE_REAL is 1
 */
export async function startRestartableRedis(): Promise<RestartableRedis | null> {
  const program = await findRedisProgram(['valkey-server', 'redis-server'])
  if (program === null) {
    if (process.env.LMS_REQUIRE_REAL === '1') throw new Error('No real Redis: redis-server is needed')
    return null
  }
  const dir = await mkdtemp(join(tmpdir(), 'lms-redis-'))
  const port = String(await freePort())
  let server = await startRedisServer(program, dir, { port })
  return {
    url: server.url,
    kill: () => void process.kill(server.pid, 'SIGKILL'),
    freeze: () => void process.kill(server.pid, 'SIGSTOP'),
    thaw: () => void process.kill(server.pid, 'SIGCONT'),
    async restart() {
      await server.stop()
      server = await startRedisServer(program, dir, { port })
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
