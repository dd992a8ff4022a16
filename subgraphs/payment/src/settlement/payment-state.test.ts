import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFinal, laterState, type PaymentState } from './payment-state.ts'

const unheard: PaymentState = { status: 'PENDING', statusAt: null, failureCode: null }
const state = (status: PaymentState['status'], second: number, failureCode: string | null = null): PaymentState => ({
  status,
  statusAt: new Date(second * 1000),
  failureCode,
})

const anyState = fc
  .record({
    status: fc.constantFrom('PENDING', 'PROCESSING', 'FAILED', 'CANCELLED', 'SUCCEEDED'),
    second: fc.integer({ min: 1, max: 4 }),
    code: fc.constantFrom('card_declined', 'expired_card'),
  })
  .map(({ status, second, code }) => state(status, second, status === 'FAILED' ? code : null))

test('the same news ends in the same state, however often and in whatever order it arrives', () => {
  const news = fc.array(anyState, { minLength: 1, maxLength: 6 }).chain((told) =>
    fc.record({
      told: fc.constant(told),
      again: fc.array(fc.constantFrom(...told), { maxLength: 6 }).chain((extra) => {
        const all = [...told, ...extra]
        return fc.shuffledSubarray(all, { minLength: all.length })
      }),
    }),
  )
  fc.assert(
    fc.property(news, ({ told, again }) => {
      expect(again.reduce(laterState, unheard)).toEqual(told.reduce(laterState, unheard))
    }),
  )
})

test('a declined card may be followed by one that pays', () => {
  expect(laterState(state('FAILED', 1, 'card_declined'), state('PROCESSING', 2))).toEqual(state('PROCESSING', 2))
  expect(laterState(state('FAILED', 3), state('SUCCEEDED', 2)).status).toBe('SUCCEEDED')
})

test('late news of an earlier state changes nothing', () => {
  expect(laterState(state('SUCCEEDED', 1), state('FAILED', 2)).status).toBe('SUCCEEDED')
  expect(laterState(state('FAILED', 2), state('PROCESSING', 1)).status).toBe('FAILED')
})

test('only money taken and a cancelled payment are final', () => {
  expect((['PENDING', 'PROCESSING', 'FAILED', 'CANCELLED', 'SUCCEEDED'] as const).filter(isFinal)).toEqual([
    'CANCELLED',
    'SUCCEEDED',
  ])
})
