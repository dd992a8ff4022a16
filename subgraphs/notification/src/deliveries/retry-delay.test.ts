import { expect, test } from 'vitest'
import { retryDelay } from './retry-delay.ts'

const MINUTE = 60_000

test('pauses double from half a minute to an hour, so that thirty attempts last about a day', () => {
  const pauses = Array.from({ length: 29 }, (_, index) => retryDelay(index + 1))
  expect(pauses.slice(0, 4)).toEqual([0.5, 1, 2, 4].map((minutes) => minutes * MINUTE))
  expect(pauses.at(-1)).toBe(60 * MINUTE)
  const hours = pauses.reduce((sum, pause) => sum + pause) / (60 * MINUTE)
  expect(hours).toBeGreaterThan(22)
  expect(hours).toBeLessThan(24)
})
