import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonText, jsonPiece } from './json-text.ts'

/** What a parser may hand on: strings of any characters, halves of surrogate pairs included. */
const json = fc.jsonValue({ stringUnit: 'binary' })
const OPENING = jsonPiece('{"é":')

test('what is added stands as JSON, with whatever characters and however long it gets', () => {
  const text = new JsonText()
  fc.assert(
    fc.property(fc.array(json, { maxLength: 20 }), fc.integer({ min: 1, max: 4_000 }), (values, times) => {
      text.restart()
      let expected = ''
      for (let time = 0; time < times; time += 1) {
        const value = values[time % values.length] ?? null
        text.addPiece(OPENING)
        text.addValue(value, false)
        expected += `{"é":${JSON.stringify(value)}`
      }
      expect(text.length).toBe(Buffer.byteLength(expected))
      expect(text.take()).toBe(expected)
    }),
    { numRuns: 50 },
  )
})

test('strings that need no escapes are written as they are', () => {
  const text = new JsonText()
  for (const value of ['', 'short', 'longer than ten characters', 'Ünïcödé', '学习', '👩‍🏫 and more than ten']) {
    text.addString(value, true)
    expect(text.take()).toBe(JSON.stringify(value))
  }
})

test('a number that no JSON can hold is null', () => {
  const text = new JsonText()
  text.addValue(JSON.parse('1e999'), false)
  expect(text.take()).toBe('null')
})

test('what was cut is replaced by what comes next, and what is repeated stands twice', () => {
  const text = new JsonText()
  text.add('[1,')
  const start = text.length
  text.add('{"a":"é"}')
  const end = text.length
  text.add(',"cut"')
  text.cut(end)
  text.add(',')
  text.repeat(start, end)
  text.add(']')
  expect(JSON.parse(text.take())).toEqual([1, { a: 'é' }, { a: 'é' }])
})

test('a text that no string can hold is refused, and the next one is written', () => {
  const text = new JsonText()
  text.add('x'.repeat(1_000_000))
  expect(() => {
    for (;;) text.repeat(0, text.length)
  }).toThrow(RangeError)
  text.restart()
  text.add('{}')
  expect(text.take()).toBe('{}')
})
