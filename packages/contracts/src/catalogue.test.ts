import { expect, test } from 'vitest'
import { EVENTS } from './catalogue.ts'

test('every type is defined once', () => {
  const types = EVENTS.map(({ type }) => type)
  expect(new Set(types).size).toBe(types.length)
})

test.each(EVENTS)('$type has an example that fits', ({ data, example, summary }) => {
  expect(data.strict().parse(example)).toEqual(example)
  expect(summary).toMatch(/\.$/)
})
