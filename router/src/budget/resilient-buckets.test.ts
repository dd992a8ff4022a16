import { systemClock } from '@lms/kit/clock'
import { createLogger } from '@lms/kit/log'
import { type BucketShape, createMemoryBuckets, type TokenBuckets } from '@lms/kit/token-bucket'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRedisCircuit } from './redis-circuit.ts'
import { createResilientBuckets } from './resilient-buckets.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** Longer than any point may be on hand unused. */
const A_MOMENT_MS = 101
const wide: BucketShape = { capacity: 100_000, restorePerSecond: 1 }
/** Operations that a step pays for beside its own. */
const AHEAD = 128

/** Routers on one shared store, which may be slow, or taken away. */
function startRouters(count = 1) {
  const store = createMemoryBuckets(systemClock)
  const redis = { away: false, latencyMs: () => 0 }
  const shared: TokenBuckets = {
    async take(...step) {
      if (redis.away) throw new Error('Command timed out')
      const latency = redis.latencyMs()
      if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency))
      return store.take(...step)
    },
  }
  const steps: string[] = []
  const routers = Array.from({ length: count }, () =>
    createResilientBuckets(createRedisCircuit(createLogger({ level: 'silent' })), {
      shared,
      own: createMemoryBuckets(systemClock),
      clock: systemClock,
      onStep: (name) => steps.push(name),
    }),
  )
  const left = async (shape = wide, key = 'bucket') => (await store.take(key, shape, 0)).available
  return { routers, store, redis, steps, left }
}

/** One router with points on hand. */
async function startBusy() {
  const { routers, ...world } = startRouters()
  const take = async (points: number, shape = wide) => routers[0]?.take('bucket', shape, points)
  await take(3)
  await take(3)
  expect(await world.left()).toBe(100_000 - 2 * 3 - AHEAD * 3)
  world.steps.length = 0
  return { take, ...world }
}

test('who asks again at once is served from what is on hand, and told of it', async () => {
  const { take, steps } = await startBusy()
  for (let turn = 3; turn <= 2 + AHEAD; turn += 1)
    expect(await take(3)).toMatchObject({ granted: true, available: 100_000 - turn * 3, waitMs: 0 })
  expect(steps).toEqual([])
  expect(await take(3)).toMatchObject({ available: 100_000 - (3 + AHEAD) * 3 })
  expect(steps).toEqual(['redis'])
})

test('what is restored meanwhile is counted, up to the capacity', async () => {
  const { take } = await startBusy()
  vi.setSystemTime(Date.now() + 4_000)
  expect(await take(3)).toMatchObject({ available: 100_000 - 3 * 3 + 4 })
  vi.setSystemTime(Date.now() + 6_000)
  expect(await take(0)).toMatchObject({ available: 100_000 })
})

test('what nobody needs goes back in one step, and nothing stays behind', async () => {
  const { take, steps, left } = await startBusy()
  const taken = await take(3)
  taken?.giveBack(2)
  await vi.advanceTimersByTimeAsync(A_MOMENT_MS)
  expect(steps).toEqual(['redis'])
  expect(await left()).toBe(100_000 - 2 * 3 - 1)
  expect(vi.getTimerCount()).toBe(0)
})

test('who goes on asking is looked up once in a moment', async () => {
  const { take, steps } = await startBusy()
  for (let turn = 0; turn < 100; turn += 1) {
    await vi.advanceTimersByTimeAsync(5)
    await take(1)
  }
  expect(steps.length).toBeGreaterThanOrEqual(9)
  expect(steps.length).toBeLessThanOrEqual(20)
})

test('of many at once one makes the step, and those whom it does not serve do not wait for another', async () => {
  const { routers, redis, steps, left } = startRouters()
  redis.latencyMs = () => 10
  const take = () => routers[0]?.take('bucket', wide, 3)
  const first = take()
  await vi.advanceTimersByTimeAsync(10)
  await first
  const many = Promise.all(Array.from({ length: 1 + AHEAD + 5 }, take))
  await vi.advanceTimersByTimeAsync(10)
  expect((await many).every((taken) => taken?.granted)).toBe(true)
  expect(steps).toHaveLength(1 + 1 + 5)
  expect(await left()).toBe(100_000 - (1 + 1 + AHEAD + 5) * 3)
})

test('an operation that is a large part of the bucket takes nothing for others', async () => {
  const { routers, left } = startRouters()
  for (let turn = 1; turn <= 4; turn += 1) {
    await routers[0]?.take('bucket', wide, 1_001)
    expect(await left()).toBe(100_000 - turn * 1_001)
  }
})

test('Redis that goes away: what is on hand is spent, then memory serves; what it lent is not given twice', async () => {
  const { take, redis, steps, left } = await startBusy()
  redis.away = true
  for (let turn = 0; turn < AHEAD; turn += 1) await take(3)
  expect(steps).toEqual([])
  const first = await take(3)
  expect(first).toMatchObject({ granted: true, available: 100_000 - 3 })
  first?.giveBack(3)
  expect(await take(0)).toMatchObject({ available: 100_000 })
  expect(steps).toEqual(['memory', 'memory'])
  redis.away = false
  await vi.advanceTimersByTimeAsync(A_MOMENT_MS)
  expect(await left()).toBe(100_000 - (2 + AHEAD) * 3)
})

test('who waits for a step that is not answered is served from memory at once', async () => {
  const { take, redis, steps } = await startBusy()
  for (let turn = 0; turn < AHEAD; turn += 1) await take(3)
  redis.away = true
  const taken = await Promise.all([take(3), take(3), take(3)])
  expect(taken.map((one) => one?.available).sort()).toEqual([99_991, 99_994, 99_997])
  expect(steps).toEqual(['memory', 'memory', 'memory'])
})

test('a budget that is made smaller holds at once; what was on hand of the larger one adds nothing to it', async () => {
  const { take, left } = await startBusy()
  const small = { capacity: 50, restorePerSecond: 1 }
  expect(await take(3, small)).toMatchObject({ granted: true, available: 50 })
  expect(await take(51, small)).toMatchObject({ granted: false, available: 50 })
  await vi.advanceTimersByTimeAsync(A_MOMENT_MS)
  expect(await left(small)).toBe(50)
})

const operation = fc.record({
  router: fc.nat(2),
  at: fc.nat(300),
  estimate: fc.integer({ min: 0, max: 120 }),
  unused: fc.nat(120),
  runsMs: fc.nat(120),
})
type Operation = typeof operation extends fc.Arbitrary<infer One> ? One : never
const anyShape = fc.record({ capacity: fc.constantFrom(200, 2_000, 20_000), restorePerSecond: fc.constant(1) })
/** Also longer than it takes until what is unused goes back. */
const LONGEST_LATENCY_MS = 120
const latencies = fc.infiniteStream(fc.constantFrom(0, 1, 3, LONGEST_LATENCY_MS))
const passed = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('several routers: never more is spent than the budget holds, and nothing of it is lost', async () => {
  const { routers, redis, left } = startRouters(3)
  const runAll = async (shape: BucketShape, operations: Operation[]) => {
    const key = crypto.randomUUID()
    let spent = 0
    const run = async ({ router, at, estimate, unused, runsMs }: Operation) => {
      await passed(at)
      const taken = await routers[router]?.take(key, shape, estimate)
      if (!taken?.granted) return
      spent += estimate
      // All of this takes less than a second, in which no whole point is restored.
      expect(spent).toBeLessThanOrEqual(shape.capacity)
      expect(taken.available).toBeLessThanOrEqual(shape.capacity - estimate)
      await passed(runsMs)
      const back = Math.min(estimate, unused)
      spent -= back
      taken.giveBack(back)
    }
    const all = Promise.all(operations.map(run))
    // Whoever waits for another's step in vain makes one of its own.
    await vi.advanceTimersByTimeAsync(300 + 120 + 2 * LONGEST_LATENCY_MS)
    await all
    await vi.advanceTimersByTimeAsync(A_MOMENT_MS + LONGEST_LATENCY_MS)
    expect(await left(shape, key)).toBe(shape.capacity - spent)
    expect(vi.getTimerCount()).toBe(0)
  }
  await fc.assert(
    fc.asyncProperty(anyShape, latencies, fc.array(operation, { maxLength: 50 }), (shape, latency, operations) => {
      redis.latencyMs = () => latency.next().value
      return runAll(shape, operations)
    }),
  )
})

test('several routers on a bucket that is half empty: each operation is a step, and just those pass that it can pay', async () => {
  const { routers, store, steps } = startRouters(3)
  const shape = { capacity: 6_000, restorePerSecond: 1 }
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 60 }), async (operations) => {
      const key = crypto.randomUUID()
      let left = 2_999
      await store.take(key, shape, shape.capacity - left)
      steps.length = 0
      for (const { router, estimate } of operations) {
        const taken = await routers[router]?.take(key, shape, estimate)
        expect(taken?.granted).toBe(estimate <= left)
        if (estimate <= left) left -= estimate
        expect(taken?.available).toBe(left)
      }
      expect(steps).toHaveLength(operations.length)
    }),
  )
})
