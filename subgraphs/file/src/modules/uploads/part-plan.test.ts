import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planParts } from './part-plan.ts'

test('parts are numbered from one, add up to the file, and only the last may be smaller', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 5 * 2 ** 20, max: 2 ** 30 }), (size, part) => {
      const parts = planParts(BigInt(size), Math.max(part, Math.ceil(size / 10_000)))
      expect(parts.reduce((sum, { size: bytes }) => sum + bytes, 0)).toBe(size)
      expect(parts.length).toBeLessThanOrEqual(10_000)
      expect(parts.every(({ number }, index) => number === index + 1)).toBe(true)
      expect(new Set(parts.slice(0, -1).map(({ size: bytes }) => bytes)).size).toBeLessThanOrEqual(1)
      expect(parts.at(-1)?.size).toBeGreaterThan(0)
    }),
  )
})
