import fc from 'fast-check'
import { expect, test } from 'vitest'
import { passes, percentOf, scoreOf } from './score.ts'

const of = (scoreHundredths: number, maximumHundredths: number) => ({ scoreHundredths, maximumHundredths })

test.each([
  [of(100, 300), 33.33],
  [of(200, 300), 66.67],
  [of(1, 20_000), 0.01],
  [of(1, 20_001), 0],
  [of(0, 100), 0],
  [of(100, 100), 100],
])('%o is %d percent', (result, percent) => {
  expect(percentOf(result)).toBe(percent)
})

test('points are shown with their decimals', () => {
  expect(scoreOf(of(1_250, 2_000), true)).toEqual({ points: 12.5, maximumPoints: 20, percent: 62.5, passed: true })
})

test('the share that is shown decides whether it passes', () => {
  expect(passes(of(49_995, 100_000), 50)).toBe(true)
  expect(passes(of(49_994, 100_000), 50)).toBe(false)
  expect(passes(of(0, 100), 0)).toBe(true)
})

test('a share lies between nothing and everything and grows with the points', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000_000 }), fc.nat(), fc.nat(), (maximum, left, right) => {
      const [less, more] = [left % (maximum + 1), right % (maximum + 1)].toSorted((a, b) => a - b) as [number, number]
      expect(percentOf(of(less, maximum))).toBeGreaterThanOrEqual(0)
      expect(percentOf(of(more, maximum))).toBeLessThanOrEqual(100)
      expect(percentOf(of(less, maximum))).toBeLessThanOrEqual(percentOf(of(more, maximum)))
    }),
  )
})
