import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BigIntScalar } from './big-int.ts'

test('every 64-bit integer survives the way to JSON and back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const sent: unknown = JSON.parse(JSON.stringify(BigIntScalar.serialize(value)))
      expect(BigIntScalar.parseValue(sent)).toBe(value)
    }),
  )
})

test('what is exact as a JSON number is one, the rest is text', () => {
  expect(BigIntScalar.serialize(1990n)).toBe(1990)
  expect(BigIntScalar.serialize(2n ** 53n)).toBe('9007199254740992')
})

test.each([1.5, 2 ** 53, '1.5', '', '0x10', '1e3', ' 1', '9223372036854775808', true, null, {}, []])(
  '%o is no BigInt',
  (value) => {
    expect(() => BigIntScalar.parseValue(value)).toThrow('64 bits')
  },
)
