import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '../src/ports.ts'
import { chooseRedis } from '../src/redis.ts'
import { findRedisProgram } from '../src/redis-server.ts'

const installed = await findRedisProgram(['valkey-server', 'redis-server'])
let dir: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'lms-redis-'))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

const increment = `local n = tonumber(redis.call('get', KEYS[1]) or 0) + tonumber(ARGV[1])
  redis.call('set', KEYS[1], n) return n`

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { retryStrategy: () => null, lazyConnect: true })
  client.on('error', () => {})
  return client
    .connect()
    .then(() => true)
    .catch(() => false)
    .finally(() => client.disconnect())
}

describe('in memory', () => {
  test('clients of one choice share data and scripts, and those of another do not see them', async () => {
    const redis = await chooseRedis({ dir, programs: [] })
    const other = await chooseRedis({ dir, programs: [] })
    expect(redis).toMatchObject({ kind: 'memory', url: null })
    await redis.createClient().set('n', '40')
    expect(await redis.createClient().eval(increment, 1, 'n', '2')).toBe(42)
    expect(await other.createClient().get('n')).toBeNull()
    await redis.stop()
    await other.stop()
  })

  test('publishes between its clients', async () => {
    const redis = await chooseRedis({ dir, programs: [] })
    const subscriber = redis.createClient()
    const received = once(subscriber, 'message')
    await subscriber.subscribe('news')
    await redis.createClient().publish('news', 'hello')
    expect(await received).toEqual(['news', 'hello'])
    await redis.stop()
  })
})

test('a URL that nobody answers is refused without showing its password', async () => {
  const url = `redis://:secret@127.0.0.1:${await freePort()}`
  const refused = chooseRedis({ url, dir })
  await expect(refused).rejects.toMatchObject({
    name: 'StackError',
    message: expect.stringContaining('does not answer'),
  })
  await expect(refused).rejects.not.toThrow(/secret/)
})

describe.runIf(installed !== null)('with a real server on the PATH', () => {
  test('it serves until it is stopped', async () => {
    const redis = await chooseRedis({ dir })
    expect(redis.kind).toBe('server')
    expect(redis.describe).toContain(installed?.name)
    const client = redis.createClient()
    expect(await client.eval(increment, 1, 'n', '2')).toBe(2)
    client.disconnect()
    await redis.stop()
    expect(await answers(redis.url ?? '')).toBe(false)
  })

  test('a given URL is used and left running', async () => {
    const server = await chooseRedis({ dir })
    const redis = await chooseRedis({ url: server.url ?? '', dir })
    expect(redis).toMatchObject({ kind: 'external', url: server.url })
    await redis.stop()
    expect(await answers(server.url ?? '')).toBe(true)
    await server.stop()
  })

  test('it ends with a process that is killed', async () => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'start-redis-and-hang.ts'), dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
    expect(await answers(url)).toBe(true)
    child.kill('SIGKILL')
    await vi.waitFor(async () => expect(await answers(url)).toBe(false), { timeout: 10_000 })
  })
})
