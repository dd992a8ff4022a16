import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currencyExponent, toDecimal } from './money.ts'

test.each([
  [1990n, 'EUR', '19.90'],
  [5n, 'EUR', '0.05'],
  [-5n, 'EUR', '-0.05'],
  [10000n, 'JPY', '10000'],
  [1234n, 'KWD', '1.234'],
  [0n, 'INR', '0.00'],
  [9007199254740993n, 'USD', '90071992547409.93'],
])('%s minor units of %s are %s', (minorUnits, currency, decimal) => {
  expect(toDecimal({ minorUnits, currency })).toBe(decimal)
})

test('no digit is lost for any amount and currency', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
      fc.constantFrom('EUR', 'JPY', 'KWD', 'INR'),
      (minorUnits, currency) => {
        const decimal = toDecimal({ minorUnits, currency })
        expect(BigInt(decimal.replace('.', ''))).toBe(minorUnits)
        expect(decimal.split('.')[1]?.length ?? 0).toBe(currencyExponent(currency))
      },
    ),
  )
})
