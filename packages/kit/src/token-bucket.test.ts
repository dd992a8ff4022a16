import fc from 'fast-check'
import RedisMock from 'ioredis-mock'
import { expect, test } from 'vitest'
import { createMemoryBuckets, createRedisBuckets, type TokenBuckets } from './token-bucket.ts'

const start = Date.parse('2026-01-01T00:00:00Z')

/** A bucket store with a clock that the test moves. */
function movable(create: (clock: { now: () => Date }) => TokenBuckets) {
  let at = start
  return {
    buckets: create({ now: () => new Date(at) }),
    moveTo: (time: number) => {
      at = time
    },
  }
}

const stores = [
  ['in Redis', () => movable((clock) => createRedisBuckets(new RedisMock(), clock))],
  ['in memory', () => movable(createMemoryBuckets)],
] as const

const shape = { capacity: 100, restorePerSecond: 10 }
const key = () => crypto.randomUUID()

test.each(stores)(
  '%s: a new bucket is full, is emptied, says how long to wait, and fills again',
  async (_where, make) => {
    const { buckets, moveTo } = make()
    const bucket = key()
    expect(await buckets.take(bucket, shape, 0)).toEqual({ granted: true, available: 100, waitMs: 0 })
    expect(await buckets.take(bucket, shape, 70)).toEqual({ granted: true, available: 30, waitMs: 0 })
    expect(await buckets.take(bucket, shape, 50)).toEqual({ granted: false, available: 30, waitMs: 2_000 })
    moveTo(start + 1_999)
    expect(await buckets.take(bucket, shape, 50)).toMatchObject({ granted: false, available: 49 })
    moveTo(start + 2_000)
    expect(await buckets.take(bucket, shape, 50)).toEqual({ granted: true, available: 0, waitMs: 0 })
    moveTo(start + 1_000_000)
    expect(await buckets.take(bucket, shape, 0)).toMatchObject({ available: 100 })
  },
)

test.each(stores)('%s: what is given back never lifts a bucket above its capacity', async (_where, make) => {
  const { buckets } = make()
  const bucket = key()
  await buckets.take(bucket, shape, 10)
  expect(await buckets.take(bucket, shape, -500)).toMatchObject({ available: 100 })
})

test.each(stores)('%s: a clock that goes back takes and gives nothing', async (_where, make) => {
  const { buckets, moveTo } = make()
  const bucket = key()
  await buckets.take(bucket, shape, 60)
  moveTo(start - 60_000)
  expect(await buckets.take(bucket, shape, 0)).toMatchObject({ available: 40 })
  moveTo(start)
  expect(await buckets.take(bucket, shape, 10)).toMatchObject({ available: 30 })
})

test('a smaller budget holds at once for a bucket that was fuller', async () => {
  const { buckets } = movable(createMemoryBuckets)
  await buckets.take('k', { capacity: 1_000, restorePerSecond: 1 }, 1)
  expect(await buckets.take('k', shape, 0)).toMatchObject({ available: 100 })
})

const step = fc.record({ wait: fc.integer({ min: 0, max: 5_000 }), points: fc.integer({ min: -40, max: 120 }) })

test('both stores agree on every sequence, and never grant more than was there and came back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const [redis, memory] = stores.map(([, make]) => make())
      if (!redis || !memory) throw new Error('unreachable: there are two stores')
      const bucket = key()
      let at = start
      let taken = 0
      for (const { wait, points } of steps) {
        at += wait
        redis.moveTo(at)
        memory.moveTo(at)
        const state = await redis.buckets.take(bucket, shape, points)
        expect(await memory.buckets.take(bucket, shape, points)).toEqual(state)
        if (state.granted) taken += points
        const restored = ((at - start) * shape.restorePerSecond) / 1000
        if (points > 0) expect(state.available).toBeLessThanOrEqual(shape.capacity)
        // Giving back more than was taken is lost, so that only what was taken counts against what came back.
        taken = Math.max(taken, -restored)
        expect(taken).toBeLessThanOrEqual(shape.capacity + restored)
      }
    }),
    { numRuns: 200 },
  )
})
