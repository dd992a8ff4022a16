import { expect, test } from 'vitest'
import { RequestRefusal } from '../refusal.ts'
import { checkVariables } from './check-variables.ts'

const limits = { listItems: 3 }
const check = (variables: Record<string, unknown>) => () => checkVariables(variables, limits)
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })

test('small variables pass', () => {
  expect(check({})).not.toThrow()
  expect(check({ a: null, b: 'x'.repeat(10_000), c: [1, 2, 3], d: { e: [[1], [2], [3]] } })).not.toThrow()
  expect(check({ deep: nested(20) })).not.toThrow()
})

test.each([
  ['a list', { ids: [1, 2, 3, 4] }],
  ['a list in an object', { ids: { of: [1, 2, 3, 4] } }],
  ['a list in a list', { ids: [[1], [1, 2, 3, 4]] }],
])('%s that is too long is refused by name', (_what, variables) => {
  expect(check(variables)).toThrow(
    new RequestRefusal(400, 'BAD_USER_INPUT', 'Variable "$ids" may hold at most 3 items in a list.'),
  )
})

test.each([21, 5_000])('a value of %i levels is refused', (levels) => {
  const value = Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1)
  expect(check({ value })).toThrow('Variable "$value" may be nested at most 20 levels deep.')
})
