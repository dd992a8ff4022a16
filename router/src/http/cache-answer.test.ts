import { expect, test } from 'vitest'
import type { Answer } from './answer.ts'
import { keepAnswer } from './cache-answer.ts'

const answer = (body: Answer['body']): Answer => ({ status: 200, headers: {}, body })

test('data is kept under a tag of its own', () => {
  const [one, other] = ['{"a":1}', '{"a":2}'].map((data) => keepAnswer(answer({ data }), { forEverybody: true }))
  expect(one?.headers['cache-control']).toBe('public, no-cache')
  expect(one?.headers.etag).not.toBe(other?.headers.etag)
})

test.each<[string, Answer['body']]>([
  ['nothing that ran', {}],
  ['no data', { data: 'null' }],
  ['data beside errors', { data: '{"a":null}', errors: [{ message: 'No.' }] }],
])('%s is not kept', (_what, body) => {
  expect(keepAnswer(answer(body), { forEverybody: true }).headers).toEqual({})
})
