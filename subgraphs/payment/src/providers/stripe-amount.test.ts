import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProviderRefusal } from './payment-provider.ts'
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts'

test.each([
  ['EUR', 1990n, 1990],
  ['JPY', 10_000n, 10_000],
  ['KWD', 12_340n, 12_340],
  ['ISK', 500n, 50_000],
  ['UGX', 500n, 50_000],
])('%s %s is %s to Stripe', (currency, minorUnits, amount) => {
  expect(toStripeAmount({ minorUnits, currency })).toBe(amount)
})

test('an amount comes back from Stripe as it went there', () => {
  const amounts = fc.record({
    minorUnits: fc.bigInt({ min: 1n, max: 99_999_999n }),
    currency: fc.constantFrom('EUR', 'USD', 'JPY', 'KWD', 'INR', 'ISK', 'UGX'),
  })
  fc.assert(
    fc.property(amounts, (amount) => {
      expect(fromStripeAmount(toStripeAmount(amount), amount.currency.toLowerCase())).toEqual(amount)
    }),
  )
})

test('an amount that Stripe cannot count is refused, not rounded', () => {
  expect(() => toStripeAmount({ minorUnits: 2n ** 53n - 1n, currency: 'ISK' })).toThrow(ProviderRefusal)
  expect(() => fromStripeAmount(50_001, 'isk')).toThrow(RangeError)
})
