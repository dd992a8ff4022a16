import { createMemoryBuckets } from '@lms/kit/token-bucket'
import { anonymous } from '@lms/kit/viewer'
import { createTestClock } from '@lms/testkit/clock'
import { expect, test, vi } from 'vitest'
import { Account } from './account.ts'
import { createCostBudgets } from './create-cost-budgets.ts'

const caller = { viewer: anonymous, address: '203.0.113.1' }

function setUp(capacity: number) {
  const clock = createTestClock()
  const own = createMemoryBuckets(clock)
  const take = vi.fn(async (key: string, shape: typeof budget, points: number) => {
    const state = await own.take(key, shape, points)
    return { ...state, giveBack: (unused: number) => own.take(key, shape, -unused) }
  })
  const budget = { capacity, restorePerSecond: 1 }
  const budgets = createCostBudgets({ take }, { anonymous: budget, user: budget, staff: budget, partner: budget })
  const left = async () => (await own.take('cost-budget:address:203.0.113.1', budget, 0)).available
  return { account: new Account(budgets, caller), take, left }
}

const settled = () => new Promise(setImmediate)

test('events are paid for in advance, so that few of them ask the budget', async () => {
  const { account, take, left } = setUp(10_000)
  await account.take(5, 5)
  expect(take).toHaveBeenCalledTimes(1)
  for (let event = 0; event < 320; event += 1) {
    expect(account.pay(5)).toBe(true)
    await settled()
  }
  expect(take.mock.calls.length).toBeLessThan(25)
  account.close()
  await settled()
  expect(await left()).toBe(10_000 - 5 - 320 * 5)
})

test('what is left goes back at the end, once', async () => {
  const { account, left } = setUp(1_000)
  await account.take(10, 1)
  expect(await left()).toBe(1_000 - 10 - 32)
  account.close()
  account.close()
  await settled()
  expect(await left()).toBe(990)
})

test('a budget that has little is used up to the end', async () => {
  const { account, left } = setUp(100)
  await account.take(10, 5)
  let sent = 0
  for (; sent < 100 && account.pay(5); sent += 1) await settled()
  // The last one may be sent while it turns out that nothing is left.
  expect(sent).toBeGreaterThanOrEqual(17)
  expect(sent).toBeLessThanOrEqual(19)
  account.close()
  await settled()
  expect(await left()).toBeLessThanOrEqual(10)
})

test('what cannot be afforded at once is refused', async () => {
  const { account } = setUp(100)
  await account.take(90)
  await expect(account.take(11)).rejects.toMatchObject({ status: 429 })
  await expect(account.take(101)).rejects.toMatchObject({ status: 400 })
})

test('a lot that comes when the account is closed goes back', async () => {
  const { account, left } = setUp(1_000)
  const taken = account.take(10, 1)
  account.close()
  await taken
  await settled()
  expect(await left()).toBe(1_000)
})

test('without budgets everything is free', async () => {
  const account = new Account(null, caller)
  await account.take(1_000_000)
  expect(account.pay(1_000_000)).toBe(true)
})
