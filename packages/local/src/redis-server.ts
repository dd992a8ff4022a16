import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { spawnBound } from './bound-process.ts'
import { freePort } from './ports.ts'
import { StackError } from './stack-error.ts'

/** A program on the PATH that speaks Redis. */
export interface RedisProgram {
  readonly name: string
  /** For instance `7.0.15`. */
  readonly version: string
}

/** The first of `names` that runs; null where none is installed. */
export async function findRedisProgram(names: readonly string[]): Promise<RedisProgram | null> {
  for (const name of names) {
    const found = await promisify(execFile)(name, ['--version']).catch(() => null)
    if (found !== null) return { name, version: /v=([\d.]+)/.exec(found.stdout)?.[1] ?? 'of unknown version' }
  }
  return null
}

export interface RedisServer {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

/**
 * Runs the program on 127.0.0.1, on a free port unless `settings` name one, without persistence, with its log in `dir`.
 * @throws StackError when it ends instead of answering
 */
export async function startRedisServer(
  program: RedisProgram,
  dir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RedisServer> {
  await mkdir(dir, { recursive: true })
  const logFile = path.resolve(dir, 'redis.log')
  await rm(logFile, { force: true })
  const port = Number(settings.port ?? (await freePort()))
  const child = spawnBound(
    program.name,
    serverArguments({ port, dir: path.resolve(dir), logfile: logFile, ...settings }),
  )
  const ended = once(child, 'exit')
  const answered = await Promise.race([waitForAnswer(port), ended.then(() => false)])
  if (!answered) {
    const lastLine = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').at(-1)
    throw new StackError(`${program.name} ended at once: ${lastLine}`, 'Mend it, or set REDIS_URL to a running server.')
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function serverArguments(own: Readonly<Record<string, string | number>>): string[] {
  const settings = { bind: '127.0.0.1', save: '', appendonly: 'no', daemonize: 'no', ...own }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
}

async function waitForAnswer(port: number): Promise<boolean> {
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 20, maxRetriesPerRequest: null })
  // Refused connections are what is being waited out.
  client.on('error', () => {})
  await client.ping()
  client.disconnect()
  return true
}
