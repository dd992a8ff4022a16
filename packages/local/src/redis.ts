import { randomUUID } from 'node:crypto'
import { Redis, type RedisOptions } from 'ioredis'
import RedisMock from 'ioredis-mock'
import { findRedisProgram, startRedisServer } from './redis-server.ts'
import { StackError } from './stack-error.ts'

export interface RedisChoiceOptions {
  /** A server that is already there; it is used, and never stopped. */
  readonly url?: string | undefined
  /** Folder for the log of a server of ours. */
  readonly dir: string
  /** Programs to look for on the PATH, best first; an empty list leads to the one in memory. */
  readonly programs?: readonly string[]
}

/** The Redis that the stack works with. */
export interface ChosenRedis {
  /** `external`: by URL; `server`: a program of this machine; `memory`: inside this process. */
  readonly kind: 'external' | 'server' | 'memory'
  /** One phrase for the user, without credentials. */
  readonly describe: string
  /** null where it is in memory and only `createClient` leads to it. */
  readonly url: string | null
  /** A client of its own for each caller, who also disconnects it. */
  createClient(options?: RedisOptions): Redis
  stop(): Promise<void>
}

/**
 * The server of `url`, else `valkey-server` or `redis-server` of the PATH, else one in memory.
 * @throws StackError when the server does not answer
 */
export async function chooseRedis(options: RedisChoiceOptions): Promise<ChosenRedis> {
  const { url, dir, programs = ['valkey-server', 'redis-server'] } = options
  if (url !== undefined && url !== '') return useExternal(url)
  const program = process.platform === 'win32' ? null : await findRedisProgram(programs)
  if (program === null) return useMemory()
  const server = await startRedisServer(program, dir)
  return {
    kind: 'server',
    describe: `${program.name} ${program.version} on port ${new URL(server.url).port}`,
    url: server.url,
    createClient: (clientOptions = {}) => new Redis(server.url, clientOptions),
    stop: server.stop,
  }
}

async function useExternal(url: string): Promise<ChosenRedis> {
  if (!URL.canParse(url)) throw new StackError('REDIS_URL is not a URL.', 'It has this form: redis://host:6379')
  const { host } = new URL(url)
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  // The rejected `connect` says the same.
  probe.on('error', () => {})
  try {
    await probe.connect()
    await probe.ping()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const hint = 'Start that server, correct REDIS_URL, or unset it to use an embedded one.'
    throw new StackError(`The Redis at ${host} (REDIS_URL) does not answer: ${reason}`, hint, { cause })
  } finally {
    probe.disconnect()
  }
  return {
    kind: 'external',
    describe: `the server at ${host}`,
    url,
    createClient: (options = {}) => new Redis(url, options),
    stop: async () => {},
  }
}

function useMemory(): ChosenRedis {
  // ioredis-mock keeps one data set per address in the module, so each choice gets an address of its own.
  const host = randomUUID()
  const createClient = (options: RedisOptions = {}) => new RedisMock({ ...options, host, port: 6379 })
  return {
    kind: 'memory',
    describe: 'in memory (neither valkey-server nor redis-server is installed)',
    url: null,
    createClient,
    stop: async () => {
      const client = createClient()
      await client.flushall()
      client.disconnect()
    },
  }
}
