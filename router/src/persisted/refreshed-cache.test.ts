import { createTestClock } from '@lms/testkit/clock'
import { expect, test, vi } from 'vitest'
import { createRefreshedCache } from './refreshed-cache.ts'

const clock = createTestClock()

function cacheOf(load: (key: string) => Promise<string | null>, more: object = {}) {
  const loads = vi.fn(load)
  const onRefreshFailed = vi.fn()
  const cache = createRefreshedCache<string>({
    ...{ load: loads, clock, onRefreshFailed },
    ...{ refreshAfterMs: 1_000, keepMs: 10_000, absentMs: 100, maximum: 3, ...more },
  })
  return { cache, loads, onRefreshFailed }
}

test('however many ask at once, it is loaded once, and then remembered', async () => {
  const { cache, loads } = cacheOf(async (key) => `value of ${key}`)
  const asked = Array.from({ length: 20 }, () => cache.get('a'))
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['value of a']))
  await cache.get('a')
  expect(loads).toHaveBeenCalledTimes(1)
})

test('what is a little old is used and loaded anew beside it', async () => {
  let value = 'old'
  const { cache, loads } = cacheOf(async () => value)
  await cache.get('a')
  value = 'new'
  clock.advance(1_500)
  expect(await cache.get('a')).toBe('old')
  await expect.poll(() => cache.get('a')).toBe('new')
  expect(loads).toHaveBeenCalledTimes(2)
})

test('an outage leaves what is remembered in use until it is too old', async () => {
  let up = true
  const { cache, onRefreshFailed } = cacheOf(async () => {
    if (!up) throw new Error('down')
    return 'value'
  })
  await cache.get('a')
  up = false
  clock.advance(9_000)
  expect(await cache.get('a')).toBe('value')
  await expect.poll(() => onRefreshFailed.mock.calls.length).toBe(1)
  await expect(cache.get('unknown')).rejects.toThrow('down')
  clock.advance(1_500)
  await expect(cache.get('a')).rejects.toThrow('down')
  up = true
  expect(await cache.get('a')).toBe('value')
})

test('that something does not exist is remembered for a short time', async () => {
  let value: string | null = null
  const { cache, loads } = cacheOf(async () => value)
  expect([await cache.get('a'), await cache.get('a')]).toEqual([null, null])
  expect(loads).toHaveBeenCalledTimes(1)
  value = 'made since'
  clock.advance(150)
  expect(await cache.get('a')).toBe('made since')
})

test('things that do not exist never drive out those that do', async () => {
  const { cache, loads } = cacheOf(async (key) => (key === 'a' ? 'value' : null))
  await cache.get('a')
  for (let number = 0; number < 50; number++) await cache.get(`guess ${number}`)
  loads.mockClear()
  expect(await cache.get('a')).toBe('value')
  expect(loads).not.toHaveBeenCalled()
})

test('it holds no more than its bounds', async () => {
  const { cache, loads } = cacheOf(async (key) => key.repeat(40), {
    maximum: 100,
    size: { of: (value: string) => value.length, maximum: 100 },
  })
  for (const key of ['a', 'b', 'c']) await cache.get(key)
  loads.mockClear()
  await cache.get('c')
  await cache.get('a')
  expect(loads.mock.calls).toEqual([['a']])
})

test('what is forgotten is loaded again, and what was loaded meanwhile is not taken for true', async () => {
  const answers: ((value: string) => void)[] = []
  const { cache, loads } = cacheOf(() => new Promise((resolve) => answers.push(resolve)))
  const early = cache.get('a')
  cache.forget(() => true)
  const late = cache.get('a')
  await expect.poll(() => answers.length).toBe(2)
  answers[1]?.('after the change')
  expect(await late).toBe('after the change')
  answers[0]?.('before the change')
  expect(await early).toBe('before the change')
  expect(await cache.get('a')).toBe('after the change')
  expect(loads).toHaveBeenCalledTimes(2)
})

test('only what fits is forgotten', async () => {
  const { cache, loads } = cacheOf(async (key) => key)
  await Promise.all([cache.get('a'), cache.get('b')])
  loads.mockClear()
  cache.forget((value) => value === 'a')
  await Promise.all([cache.get('a'), cache.get('b')])
  expect(loads.mock.calls).toEqual([['a']])
})
