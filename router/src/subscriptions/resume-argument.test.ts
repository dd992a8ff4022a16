import { Kind, parse } from 'graphql'
import { expect, test } from 'vitest'
import { operationIn } from '../graph/operation.ts'
import { startingPoint } from './resume-argument.ts'

const startOf = (text: string, variables: Record<string, unknown> = {}) => {
  const document = parse(text)
  expect(document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)).toBe(true)
  return startingPoint({ document, name: null, hash: '', ...operationIn(document) }, variables)
}

test('a variable that is nothing but the cursor does not tell streams apart', () => {
  const text = 'subscription ($room: ID!, $after: String) { events(room: $room, after: $after) { id } }'
  expect(startOf(text, { room: '1', after: '17' })).toEqual({ after: '17', variables: { room: '1' } })
  expect(startOf(text, { room: '1', after: null })).toEqual({ after: null, variables: { room: '1' } })
  expect(startOf(text, { room: '1' })).toEqual({ after: null, variables: { room: '1' } })
})

test('one that is used for more does', () => {
  const text = 'subscription ($after: String) { events(after: $after) { id since(after: $after) } }'
  expect(startOf(text, { after: '17' })).toEqual({ after: '17', variables: { after: '17' } })
})

test.each([
  ['in the document', 'subscription { events(after: "17") { id } }', '17'],
  ['in a fragment', 'subscription { ...R } fragment R on Subscription { ... { events(after: "17") { id } } }', '17'],
  ['null', 'subscription { events(after: null) { id } }', null],
  ['absent', 'subscription { events { id messages(after: "3") { id } } }', null],
])('a cursor that is %s is read', (_where, text, after) => {
  expect(startOf(text).after).toBe(after)
})
