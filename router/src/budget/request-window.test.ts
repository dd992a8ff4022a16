import { systemClock } from '@lms/kit/clock'
import { anonymous, type Viewer } from '@lms/kit/viewer'
import { chooseRedis } from '@lms/local/redis'
import { expect, test } from 'vitest'
import type { RedisCircuit } from './redis-circuit.ts'
import { createRequestWindow } from './request-window.ts'

/** Goes to Redis whatever happens, so that nothing hides in memory. */
const closed: RedisCircuit = { run: async ({ redis }) => ({ store: 'redis', result: await redis() }) }
const open: RedisCircuit = { run: async ({ memory }) => ({ store: 'memory', result: await memory() }) }

const { createClient } = await chooseRedis({ dir: '', programs: [] })

function startWindow(circuit: RedisCircuit) {
  let at = Date.parse('2026-01-01T00:00:00Z')
  const window = createRequestWindow(
    {
      redis: createClient({ keyPrefix: crypto.randomUUID() }),
      circuit,
      clock: { ...systemClock, now: () => new Date(at) },
    },
    { windowMs: 60_000, requests: 3 },
  )
  return {
    pass: (milliseconds: number) => {
      at += milliseconds
    },
    /** The refusal, or null. */
    count: async (address: string, viewer: Viewer = anonymous) => {
      try {
        await window.count({ viewer, address })
        return null
      } catch (refusal) {
        return refusal
      }
    },
  }
}

test.each([
  ['in Redis', closed],
  ['in memory', open],
])('%s: an address has so many requests, a customer of IPv6 has them together', async (_where, circuit) => {
  const { count } = startWindow(circuit)
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3']) expect(await count(address)).toBeNull()
  expect(await count('2001:db8::4')).toMatchObject({
    status: 429,
    extensions: { code: 'THROTTLED' },
    headers: { ratelimit: '"requests";r=0;t=60', 'retry-after': '60' },
  })
  expect(await count('2001:db8:0:1::1')).toBeNull()
  expect(await count('192.0.2.1')).toBeNull()
})

test('in memory a window ends when its time has passed', async () => {
  const { count, pass } = startWindow(open)
  for (let request = 0; request < 3; request += 1) await count('192.0.2.1')
  pass(59_001)
  expect(await count('192.0.2.1')).toMatchObject({ headers: { 'retry-after': '1' } })
  pass(999)
  expect(await count('192.0.2.1')).toBeNull()
})

test('who has signed in is not counted', async () => {
  const { count } = startWindow(open)
  const viewer: Viewer = { kind: 'user', id: 'user_1', sessionId: 's', roles: [], scopes: [] }
  for (let request = 0; request < 10; request += 1) expect(await count('192.0.2.1', viewer)).toBeNull()
})
