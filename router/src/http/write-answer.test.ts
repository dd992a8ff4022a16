import fc from 'fast-check'
import { GraphQLError } from 'graphql'
import { expect, test } from 'vitest'
import { writeAnswer, writeAnswerBytes } from './write-answer.ts'

const errors = [new GraphQLError('Nicht für dich', { extensions: { code: 'FORBIDDEN' } })]
const cost = { requestedQueryCost: 2, actualQueryCost: 1 }
const body = fc.record(
  { errors: fc.constant(errors), data: fc.json({ stringUnit: 'grapheme' }), cost: fc.constant(cost) },
  { requiredKeys: [] },
)

test('an answer is the same JSON as text and as bytes, with whatever it has', () => {
  fc.assert(
    fc.property(body, (answer) => {
      const text = writeAnswer(answer, 'request')
      expect(writeAnswerBytes(answer, 'request').toString()).toBe(text)
      const { data, ...beside } = JSON.parse(text)
      expect(Object.keys(beside)).toEqual([
        ...(answer.errors ? ['errors'] : []),
        ...(answer.cost ? ['extensions'] : []),
      ])
      expect(data).toEqual(answer.data && JSON.parse(answer.data))
    }),
  )
})
