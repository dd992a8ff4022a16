import { expect, test } from 'vitest'
import { firstDifference } from './first-difference.ts'

test('equal answers have no difference, whatever the order of their keys', () => {
  expect(firstDifference({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] })).toBeNull()
})

test.each([
  [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 3 }] }, 'data.a[1].b'],
  [{ a: 1 }, { a: 1, b: undefined }, 'data.b'],
  [{ a: [1] }, { a: [1, 2] }, 'data.a[1]'],
  [{ a: [] }, { a: {} }, 'data.a'],
  [{ a: null }, { a: {} }, 'data.a'],
  [{ a: '1' }, { a: 1 }, 'data.a'],
  [{ a: 1 }, null, 'data'],
])('%j and %j differ at %s', (left, right, path) => {
  expect(firstDifference(left, right)).toBe(path)
  expect(firstDifference(right, left)).toBe(path)
})
