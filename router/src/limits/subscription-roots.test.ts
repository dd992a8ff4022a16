import { buildSchema, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { conditionalSubscriptionRoots } from './subscription-roots.ts'

const flawsOf = (text: string) => conditionalSubscriptionRoots(parse(text)).length

test.each([
  ['on the field', 'subscription { news @skip(if: false) { id } }'],
  ['on a fragment around it', 'subscription { ... @include(if: true) { news { id } } }'],
  [
    'on the spread of a fragment',
    'subscription { ...Root @skip(if: false) } fragment Root on Subscription { news { id } }',
  ],
  ['in a fragment', 'subscription { ...Root } fragment Root on Subscription { news @skip(if: false) { id } }'],
  [
    'in a fragment of a fragment',
    'subscription { ... { ...R } } fragment R on S { ...R2 } fragment R2 on S { a @skip(if: true) }',
  ],
])('a condition %s is one flaw', (_where, text) => {
  expect(flawsOf(text)).toBe(1)
})

test.each([
  [
    'below the field',
    'subscription { news { id @skip(if: false) ...F @include(if: true) } } fragment F on News { id }',
  ],
  ['on the root of a query', '{ news @skip(if: false) { id } }'],
  ['of another kind', 'subscription { news @other { id } }'],
  ['in fragments that lead to themselves', 'subscription { ...A } fragment A on S { ...B } fragment B on S { ...A }'],
])('a condition %s is none', (_where, text) => {
  expect(flawsOf(text)).toBe(0)
})

test('graphql-js cannot be left to find them', () => {
  const schema = buildSchema('type Query { a: Int } type Subscription { a: Int }')
  expect(() => validate(schema, parse('subscription ($yes: Boolean!) { a @include(if: $yes) }'))).toThrow('$yes')
})
