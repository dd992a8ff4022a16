import { DomainError } from '@lms/kit/errors'
import { GraphQLError } from 'graphql'
import { expect, test } from 'vitest'
import { outcomeOf } from './outcome.ts'

const forbidden = new DomainError('FORBIDDEN', 'No.')
const unavailable = new DomainError('SERVICE_UNAVAILABLE', 'Later.')

test.each([
  ['data alone', 200, { data: '{}' }, 'ok'],
  ['data beside an error', 200, { data: '{}', errors: [forbidden] }, 'errors'],
  ['an error in place of data', 200, { data: 'null', errors: [forbidden] }, 'errors'],
  ['a part that a subgraph owes', 200, { data: '{}', errors: [forbidden, unavailable] }, 'failed'],
  ['an error that nobody foresaw', 200, { data: 'null', errors: [new GraphQLError('boom')] }, 'failed'],
  ['a document that is not valid', 400, { errors: [new DomainError('GRAPHQL_VALIDATION_FAILED', 'No.')] }, 'refused'],
  ['a bad credential', 401, { errors: [new DomainError('UNAUTHENTICATED', 'No.')] }, 'refused'],
  ['too little budget', 429, { errors: [new DomainError('THROTTLED', 'No.')] }, 'throttled'],
  ['too much asked of the planner', 503, { errors: [unavailable] }, 'failed'],
] as const)('%s', (_what, status, body, outcome) => {
  expect(outcomeOf({ status, headers: {}, body }, false)).toBe(outcome)
})

test('an answer that nobody waited for', () => {
  expect(outcomeOf({ status: 200, headers: {}, body: { data: '{}' } }, true)).toBe('cancelled')
})
