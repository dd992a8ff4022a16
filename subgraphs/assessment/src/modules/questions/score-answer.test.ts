import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { QuestionKind } from '../../generated/prisma/enums.ts'
import type { AnswerKey, GivenAnswer } from './question-kind.ts'
import { scoreAnswer } from './score-answer.ts'

const score = (kind: QuestionKind, answerKey: AnswerKey | null, answer: GivenAnswer | null, points = 3) =>
  scoreAnswer({ kind, answerKey, points }, answer)

describe('right or nothing', () => {
  test.each<[string, QuestionKind, AnswerKey, GivenAnswer, number]>([
    ['the right option', 'SINGLE_CHOICE', { choices: ['a'] }, { choices: ['a'] }, 300],
    ['a wrong option', 'SINGLE_CHOICE', { choices: ['a'] }, { choices: ['b'] }, 0],
    ['a true statement called true', 'TRUE_FALSE', { trueFalse: true }, { trueFalse: true }, 300],
    ['a true statement called false', 'TRUE_FALSE', { trueFalse: true }, { trueFalse: false }, 0],
    ['the exact number', 'NUMERIC', { number: 0.3, tolerance: 0 }, { number: 0.3 }, 300],
    ['a number at the edge of the tolerance', 'NUMERIC', { number: 0.3, tolerance: 0.1 }, { number: 0.4 }, 300],
    ['a number at the lower edge', 'NUMERIC', { number: -1.1, tolerance: 0.2 }, { number: -1.3 }, 300],
    ['a number just beyond', 'NUMERIC', { number: 0.3, tolerance: 0.1 }, { number: 0.4000001 }, 0],
    ['a small number', 'NUMERIC', { number: 1e-7, tolerance: 0 }, { number: 1e-7 }, 300],
    ['an accepted text', 'SHORT_TEXT', { texts: ['Paris', 'City of Paris'] }, { text: 'paris' }, 300],
    ['a text with odd spaces and widths', 'SHORT_TEXT', { texts: ['New York'] }, { text: ' ＮＥＷ\u00a0 york ' }, 300],
    ['a misspelt text', 'SHORT_TEXT', { texts: ['Paris'] }, { text: 'Pariss' }, 0],
  ])('%s', (_what, kind, key, answer, expected) => {
    expect(score(kind, key, answer)).toBe(expected)
  })
})

describe('multiple choice', () => {
  test.each<[string[], string[], number]>([
    [['a', 'b'], ['a', 'b'], 300],
    [['a', 'b'], ['b'], 150],
    [['a', 'b'], ['a', 'b', 'c'], 150],
    [['a', 'b'], ['a', 'c'], 0],
    [['a', 'b'], ['c', 'd'], 0],
    [['a', 'b'], [], 0],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'], ['a'], 43],
    [['a', 'b', 'c', 'd', 'e', 'f'], ['a'], 50],
  ])('of right %j the answer %j earns %i hundredths of 3 points', (right, choices, expected) => {
    expect(score('MULTIPLE_CHOICE', { choices: right }, { choices })).toBe(expected)
  })
})

test('no answer earns nothing, and an essay waits for a person', () => {
  expect(score('ESSAY', null, null)).toBe(0)
  expect(score('NUMERIC', { number: 0, tolerance: 0 }, null)).toBe(0)
  expect(score('ESSAY', null, { text: 'Once upon a time' })).toBeNull()
})

const keys = [...'abcdefgh']

test('whatever is chosen earns a whole number between nothing and everything, the order aside', () => {
  fc.assert(
    fc.property(
      fc.subarray(keys, { minLength: 1 }),
      fc.shuffledSubarray(keys),
      fc.integer({ min: 1, max: 1_000 }),
      (right, choices, points) => {
        const earned = score('MULTIPLE_CHOICE', { choices: right }, { choices }, points) ?? Number.NaN
        expect(Number.isInteger(earned)).toBe(true)
        expect(earned).toBeGreaterThanOrEqual(0)
        expect(earned).toBeLessThanOrEqual(points * 100)
        expect(score('MULTIPLE_CHOICE', { choices: right }, { choices: choices.toSorted() }, points)).toBe(earned)
        expect(earned === points * 100).toBe(right.toSorted().join() === choices.toSorted().join())
      },
    ),
  )
})

test('another right choice never earns less, another wrong one never more', () => {
  fc.assert(
    fc.property(
      fc.subarray(keys, { minLength: 1 }),
      fc.subarray(keys),
      fc.constantFrom(...keys),
      (right, choices, key) => {
        fc.pre(!choices.includes(key))
        const before = score('MULTIPLE_CHOICE', { choices: right }, { choices }) ?? 0
        const after = score('MULTIPLE_CHOICE', { choices: right }, { choices: [...choices, key] }) ?? 0
        if (right.includes(key)) expect(after).toBeGreaterThanOrEqual(before)
        else expect(after).toBeLessThanOrEqual(before)
      },
    ),
  )
})
