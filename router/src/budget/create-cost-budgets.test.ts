import { systemClock } from '@lms/kit/clock'
import { createLogger } from '@lms/kit/log'
import { createMemoryBuckets, type TokenBuckets } from '@lms/kit/token-bucket'
import { anonymous, type Viewer } from '@lms/kit/viewer'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createCostBudgets } from './create-cost-budgets.ts'
import { createRedisCircuit } from './redis-circuit.ts'
import { createResilientBuckets } from './resilient-buckets.ts'

const user = (...roles: string[]) =>
  ({ kind: 'user', id: 'user_1', sessionId: 's', roles, scopes: [] }) satisfies Viewer
const partner: Viewer = { kind: 'partner', id: 'partner_1', keyId: 'k', scopes: [] }
const caller = { viewer: user(), address: '192.0.2.1' }

const roles = {
  anonymous: { capacity: 10, restorePerSecond: 1 },
  user: { capacity: 100, restorePerSecond: 1 },
  staff: { capacity: 1_000, restorePerSecond: 1 },
  partner: { capacity: 10_000, restorePerSecond: 1 },
}

const clock = { ...systemClock, now: () => new Date('2026-01-01T00:00:00Z') }

/** Budgets over a shared store that can be taken away. */
function startBudgets() {
  const store = createMemoryBuckets(clock)
  const away = { value: false }
  const shared: TokenBuckets = {
    take: async (...step) => {
      if (away.value) throw new Error('Command timed out')
      return store.take(...step)
    },
  }
  const stores: string[] = []
  const circuit = createRedisCircuit(createLogger({ level: 'silent' }))
  const own = createMemoryBuckets(clock)
  const buckets = createResilientBuckets(circuit, { shared, own, clock, onStep: (name) => stores.push(name) })
  return { budgets: createCostBudgets(buckets, roles), away, stores }
}

test.each([
  ['anonymous callers', { viewer: anonymous }, 10],
  ['people', { viewer: user('INSTRUCTOR', 'ADMIN@course_1') }, 100],
  ['staff', { viewer: user('ADMIN') }, 1_000],
  ['partners', { viewer: partner }, 10_000],
  ['a partner with a budget of its own', { viewer: partner, budget: { capacity: 7, restorePerSecond: 1 } }, 7],
])('%s have their budget', async (_who, who, capacity) => {
  const { budgets } = startBudgets()
  const reservation = await budgets.reserve({ address: '192.0.2.1', ...who }, 2)
  expect(reservation.settle(2)).toEqual({
    maximumAvailable: capacity,
    currentlyAvailable: capacity - 2,
    restoreRate: 1,
  })
})

test('what is not used comes back, once', async () => {
  const { budgets } = startBudgets()
  const reservation = await budgets.reserve(caller, 60)
  const both = [reservation.settle(20), reservation.settle(0)]
  expect(both.map(({ currentlyAvailable }) => currentlyAvailable)).toEqual([80, 80])
  expect(reservation.settle(0).currentlyAvailable).toBe(80)
})

test('a budget that holds too little says what it holds and how long to wait; nothing is taken', async () => {
  const { budgets } = startBudgets()
  await budgets.reserve(caller, 60)
  await expect(budgets.reserve(caller, 50)).rejects.toMatchObject({
    status: 429,
    headers: { 'retry-after': '10', ratelimit: '"cost";r=40;t=60' },
    extensions: { code: 'THROTTLED' },
    cost: {
      requestedQueryCost: 50,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 100, currentlyAvailable: 40, restoreRate: 1 },
    },
  })
  expect((await budgets.reserve(caller, 40)).settle(40).currentlyAvailable).toBe(0)
})

test('what no budget can ever pay is refused for good', async () => {
  const { budgets } = startBudgets()
  await expect(budgets.reserve(caller, 101)).rejects.toMatchObject({
    status: 400,
    extensions: { code: 'MAX_COST_EXCEEDED' },
  })
})

test('whatever operations really cost, never more comes back than was taken', async () => {
  const { budgets } = startBudgets()
  const operation = fc.record({ estimate: fc.nat(100), actual: fc.integer({ min: -1_000, max: 1_000 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 20 }), async (operations) => {
      const somebody = { ...caller, viewer: { ...user(), id: crypto.randomUUID() } }
      let left = 100
      for (const { estimate, actual } of operations) {
        const reservation = await budgets.reserve(somebody, estimate).catch(() => null)
        expect(reservation === null).toBe(estimate > left)
        if (!reservation) continue
        left -= Math.min(Math.max(actual, 0), estimate)
        expect(reservation.settle(actual).currentlyAvailable).toBe(left)
      }
    }),
  )
})

test('points go back to where they were taken from', async () => {
  const { budgets, away, stores } = startBudgets()
  const beforeOutage = await budgets.reserve(caller, 60)
  away.value = true
  const duringOutage = await budgets.reserve(caller, 30)
  // Redis cannot take back what it lent; memory did not lend it.
  beforeOutage.settle(0)
  await vi.waitFor(() => expect(stores).toEqual(['redis', 'memory', 'memory']))
  away.value = false
  expect(duringOutage.settle(0).currentlyAvailable).toBe(100)
  expect((await budgets.reserve(caller, 0)).settle(0).currentlyAvailable).toBe(40)
  expect(stores).toEqual(['redis', 'memory', 'memory', 'redis'])
})

test('points go back with the next step on the same budget, or by themselves in a moment', async () => {
  const { budgets, stores } = startBudgets()
  ;(await budgets.reserve(caller, 60)).settle(20)
  const next = await budgets.reserve(caller, 10)
  expect(stores).toEqual(['redis', 'redis'])
  expect(next.settle(5).currentlyAvailable).toBe(75)
  await vi.waitFor(() => expect(stores).toEqual(['redis', 'redis', 'redis']))
  expect((await budgets.reserve(caller, 0)).settle(0).currentlyAvailable).toBe(75)
})

test('points that go back count for an operation that is refused, and are not lost with it', async () => {
  const { budgets } = startBudgets()
  ;(await budgets.reserve(caller, 60)).settle(50)
  await expect(budgets.reserve(caller, 51)).rejects.toMatchObject({
    headers: { 'retry-after': '1' },
    cost: { throttleStatus: { currentlyAvailable: 50 } },
  })
  expect((await budgets.reserve(caller, 50)).settle(50).currentlyAvailable).toBe(0)
})
