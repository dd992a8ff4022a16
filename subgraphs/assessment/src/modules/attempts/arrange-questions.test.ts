import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrangeQuestions } from './arrange-questions.ts'

const questions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `question_${index}`,
    version: index + 1,
    options: [...'abcd'].map((key) => ({ key })),
  }))

test('without shuffling everything stays in the order in which it was written', () => {
  const arranged = arrangeQuestions(questions(2), { shuffle: false, randomBelow: () => 0 })
  expect(arranged).toEqual([
    { position: 1, questionId: 'question_0', questionVersion: 1, optionOrder: ['a', 'b', 'c', 'd'] },
    { position: 2, questionId: 'question_1', questionVersion: 2, optionOrder: ['a', 'b', 'c', 'd'] },
  ])
})

test('shuffling loses and repeats nothing, whatever the dice say', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), fc.infiniteStream(fc.nat()), (count, dice) => {
      const randomBelow = (limit: number) => (dice.next().value ?? 0) % limit
      const arranged = arrangeQuestions(questions(count), { shuffle: true, randomBelow })
      expect(arranged.map(({ position }) => position)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
      expect(new Set(arranged.map(({ questionId }) => questionId)).size).toBe(count)
      for (const { optionOrder } of arranged) expect(optionOrder.toSorted()).toEqual(['a', 'b', 'c', 'd'])
    }),
  )
})

test('every order can come out', () => {
  const seen = new Set<string>()
  for (const first of [0, 1, 2]) {
    for (const second of [0, 1]) {
      const dice = [first, second, 0].values()
      const three = questions(3).map((question) => ({ ...question, options: [] }))
      const arranged = arrangeQuestions(three, { shuffle: true, randomBelow: () => dice.next().value ?? 0 })
      seen.add(arranged.map(({ questionId }) => questionId).join())
    }
  }
  expect(seen.size).toBe(6)
})
