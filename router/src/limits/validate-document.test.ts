import { buildSchema, getIntrospectionQuery, parse } from 'graphql'
import { expect, test } from 'vitest'
import { validateDocument } from './validate-document.ts'

const schema = buildSchema(`
  type Query { courses(first: Int, sort: Sort): [Course] }
  type Course { title: String, related: Course }
  enum Sort { NEWEST OLDEST }
`)
const validate = (text: string, showSchema = false) => validateDocument(schema, parse(text), { showSchema })
const messages = (text: string, showSchema?: boolean) => validate(text, showSchema).map(({ message }) => message)

test('a valid document has no flaws', () => {
  expect(messages('query Q($n: Int) { courses(first: $n) { title __typename } }')).toEqual([])
})

test.each([
  ['{ cours { title } }', 'Cannot query field "cours" on type "Query".'],
  ['{ courses { titel } }', 'Cannot query field "titel" on type "Course".'],
  ['{ courses(frist: 1) { title } }', 'Unknown argument "frist" on field "Query.courses".'],
  ['{ courses(sort: NEWST) { title } }', 'Value "NEWST" does not exist in "Sort" enum.'],
  ['{ courses { ... on Cours { title } } }', 'Unknown type "Cours".'],
])('%s is refused without a hint at what the schema has', (text, message) => {
  expect(messages(text)).toEqual([message])
  expect(messages(text, true)[0]).toMatch(/Did you mean/)
})

test('introspection is one flaw where the schema is not shown', () => {
  expect(messages(getIntrospectionQuery(), true)).toEqual([])
  const [flaw, ...others] = validate(getIntrospectionQuery())
  expect(flaw?.extensions).toEqual({ validationErrorCode: 'INTROSPECTION_DISABLED' })
  expect(others).toEqual([])
  expect(messages('{ courses { __typename } }')).toEqual([])
})

test('introspection that repeats itself is refused where the schema is shown', () => {
  const recursive = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }'
  expect(messages(recursive, true)).toEqual(['Maximum introspection depth exceeded'])
})

test.each(['defer', 'stream'])('@%s is an unknown directive', (directive) => {
  expect(messages(`{ courses @${directive} { title } }`)).toEqual([`Unknown directive "@${directive}".`])
})

test('fragments that spread each other are refused', () => {
  const text = '{ courses { ...A } } fragment A on Course { ...B } fragment B on Course { ...A }'
  expect(messages(text)).toEqual(['Cannot spread fragment "A" within itself via "B".'])
})

test.each(['representations', 'contextualArgument_2_0'])('the variable name %s of query plans is refused', (name) => {
  expect(messages(`query ($${name}: Int) { courses(first: $${name}) { title } }`)).toEqual([
    `Variable "$${name}" has a reserved name: choose another one.`,
  ])
})

test.each([
  '{ __proto__: courses { title } }',
  '{ courses { __proto__: title } }',
  'query ($__proto__: Int) { courses(first: $__proto__) { title } }',
  'query __proto__ { courses { title } }',
])('a name that JavaScript would take for something else is refused: %s', (text) => {
  expect(new Set(messages(text))).toEqual(new Set(['"__proto__" is a reserved name: choose another one.']))
})

test.each(['1e400', `-${'9'.repeat(400)}`])('a number without end is refused: %s', (number) => {
  expect(messages(`{ courses(first: ${number}) { title } }`).at(-1)).toBe('A number is too large to be represented.')
})

test('ten flaws are enough', () => {
  const text = `{ ${Array.from({ length: 50 }, (_, n) => `unknown${n}`).join(' ')} }`
  expect(messages(text)).toHaveLength(11)
  expect(messages(text)[10]).toMatch(/Too many validation errors/)
})
