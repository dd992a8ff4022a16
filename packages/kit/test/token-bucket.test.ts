import { startRedisServer } from '@lms/testkit/redis-server'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import RedisMock from 'ioredis-mock'
import { afterAll, describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../src/clock.ts'
import { createMemoryBuckets, createRedisBuckets, type TokenBuckets } from '../src/token-bucket.ts'

const start = Date.parse('2026-01-01T00:00:00Z')

const server = await startRedisServer()
const real = server && new Redis(server.url)
const embedded = new RedisMock()
afterAll(async () => {
  real?.disconnect()
  await server?.stop()
})

/** Buckets with a clock that the test moves. */
function movable(create: (clock: Clock) => TokenBuckets) {
  let at = start
  return {
    buckets: create({ ...systemClock, now: () => new Date(at) }),
    moveTo: (time: number) => {
      at = time
    },
  }
}

type Make = () => ReturnType<typeof movable>
const inMemory: Make = () => movable(createMemoryBuckets)
const inRedis =
  (redis: Redis): Make =>
  () =>
    movable((clock) => createRedisBuckets(redis, clock))

const shape = { capacity: 100, restorePerSecond: 10 }
const key = () => crypto.randomUUID()

describe.each<[where: string, make: Make]>([
  ['memory', inMemory],
  ['the embedded Redis', inRedis(embedded)],
  ...(real ? ([['a real Redis', inRedis(real)]] satisfies [string, Make][]) : []),
])('in %s', (_where, make) => {
  test('a new bucket is full, is emptied, says how long to wait, and fills again', async () => {
    const { buckets, moveTo } = make()
    const bucket = key()
    expect(await buckets.take(bucket, shape, 0)).toEqual({ granted: true, available: 100, waitMs: 0, spare: 0 })
    expect(await buckets.take(bucket, shape, 70)).toEqual({ granted: true, available: 30, waitMs: 0, spare: 0 })
    expect(await buckets.take(bucket, shape, 50)).toEqual({ granted: false, available: 30, waitMs: 2_000, spare: 0 })
    moveTo(start + 1_999)
    expect(await buckets.take(bucket, shape, 50)).toMatchObject({ granted: false, available: 49, waitMs: 1 })
    moveTo(start + 2_000)
    expect(await buckets.take(bucket, shape, 50)).toEqual({ granted: true, available: 0, waitMs: 0, spare: 0 })
    moveTo(start + 1_000_000)
    expect(await buckets.take(bucket, shape, 0)).toMatchObject({ available: 100 })
  })

  test('points to spare are taken where the bucket is half full after that, else none of them', async () => {
    const { buckets } = make()
    const bucket = key()
    expect(await buckets.take(bucket, shape, 20, 30)).toEqual({ granted: true, available: 50, waitMs: 0, spare: 30 })
    expect(await buckets.take(bucket, shape, 0, 1)).toMatchObject({ granted: true, available: 50, spare: 0 })
    expect(await buckets.take(bucket, shape, 40, 1)).toMatchObject({ granted: true, available: 10, spare: 0 })
    expect(await buckets.take(bucket, shape, 11, 0)).toMatchObject({ granted: false, available: 10, spare: 0 })
    // Above its capacity nothing is to spare.
    expect(await buckets.take(bucket, shape, -500, 10)).toMatchObject({ available: 90, spare: 10 })
    expect(await buckets.take(bucket, shape, 0, 20)).toMatchObject({ available: 70, spare: 20 })
    expect(await buckets.take(bucket, shape, 0)).toMatchObject({ available: 70 })
  })

  test('what is given back never lifts a bucket above its capacity', async () => {
    const { buckets } = make()
    const bucket = key()
    await buckets.take(bucket, shape, 10)
    expect(await buckets.take(bucket, shape, -500)).toMatchObject({ available: 100 })
  })

  test('a clock that goes back takes and gives nothing', async () => {
    const { buckets, moveTo } = make()
    const bucket = key()
    await buckets.take(bucket, shape, 60)
    moveTo(start - 60_000)
    expect(await buckets.take(bucket, shape, 10)).toMatchObject({ available: 30 })
    moveTo(start)
    expect(await buckets.take(bucket, shape, 0)).toMatchObject({ available: 30 })
  })

  test('parts of a point are not lost, however often one asks', async () => {
    const { buckets, moveTo } = make()
    const bucket = key()
    const slow = { capacity: 10, restorePerSecond: 0.7 }
    await buckets.take(bucket, slow, 10)
    for (let second = 1; second <= 10; second += 1) {
      moveTo(start + second * 1_000)
      await buckets.take(bucket, slow, second % 3 === 0 ? 1 : 0)
    }
    expect(await buckets.take(bucket, slow, 0)).toMatchObject({ available: 7 - 3 })
  })

  test('the largest budget that can be configured is counted exactly', async () => {
    const { buckets } = make()
    const bucket = key()
    const largest = { capacity: 999_999_999, restorePerSecond: 9_999_999 }
    expect(await buckets.take(bucket, largest, 999_999_998)).toMatchObject({ granted: true, available: 1 })
    expect(await buckets.take(bucket, largest, 2)).toMatchObject({ granted: false, available: 1 })
    expect(await buckets.take(bucket, largest, 1)).toMatchObject({ granted: true, available: 0 })
  })

  test('a budget that is made smaller holds at once', async () => {
    const { buckets } = make()
    const bucket = key()
    await buckets.take(bucket, { capacity: 1_000, restorePerSecond: 1 }, 1)
    expect(await buckets.take(bucket, shape, 0)).toMatchObject({ available: 100 })
  })
})

const step = fc.record({
  /** Clocks of replicas differ, so time may also go back. */
  wait: fc.integer({ min: -500, max: 5_000 }),
  points: fc.integer({ min: -40, max: 120 }),
  spare: fc.nat(60),
})

/** @throws what does not fit: the store against the one in memory, and what was granted against what there was */
async function expectSound(make: Make, steps: { wait: number; points: number; spare: number }[]) {
  const [store, memory] = [make(), inMemory()]
  const bucket = key()
  let now = start
  /** The last taking or return, by which time what is left was counted; null while nobody touched the bucket. */
  let counted = null as { at: number; points: number } | null
  for (const { wait, points, spare } of steps) {
    now += wait
    const elapsed: number = counted ? Math.max(0, now - counted.at) : 0
    const restored = (elapsed * shape.restorePerSecond) / 1000
    const most: number = Math.min(shape.capacity, (counted?.points ?? shape.capacity) + restored)
    store.moveTo(now)
    memory.moveTo(now)
    const state = await store.buckets.take(bucket, shape, points, spare)
    expect(await memory.buckets.take(bucket, shape, points, spare)).toEqual(state)
    expect(state.granted).toBe(points <= most + 1e-6)
    const rest = Math.min(shape.capacity, most - points)
    expect(state.spare).toBe(state.granted && rest - spare >= shape.capacity / 2 - 1e-6 ? spare : 0)
    if (state.granted && (points !== 0 || state.spare > 0))
      counted = { at: Math.max(counted?.at ?? now, now), points: rest - state.spare }
  }
}

test.each<[where: string, make: Make, runs: number]>([
  ['the embedded Redis', inRedis(embedded), 15],
  ...(real ? ([['a real Redis', inRedis(real), 200]] satisfies [string, Make, number][]) : []),
])(
  '%s: no sequence of takings and returns gets more than there was and came back, nor less',
  async (_where, make, runs) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => expectSound(make, steps)),
      { numRuns: runs },
    )
  },
)

test.runIf(real)('a bucket that nobody uses goes away, also where nothing would fill it', async () => {
  if (!real) return
  const { buckets, moveTo } = inRedis(real)()
  const bucket = key()
  await buckets.take(bucket, shape, 100)
  const lives = await real.pttl(bucket)
  expect(lives).toBeGreaterThan(60_000)
  expect(lives).toBeLessThanOrEqual(10_000 + 60_000)
  // A clock that ran ahead was set right: nothing is restored, and what is refused does not keep the bucket alive.
  moveTo(start - 1_000_000)
  await real.pexpire(bucket, 5_000)
  expect(await buckets.take(bucket, shape, 1)).toMatchObject({ granted: false })
  expect(await real.pttl(bucket)).toBeLessThanOrEqual(5_000)
})
