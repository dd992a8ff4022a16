import { getIntrospectionQuery, parse } from 'graphql'
import { expect, test } from 'vitest'
import { checkDocumentLimits, type DocumentLimits } from './document-limits.ts'

const wide: DocumentLimits = {
  depth: 1_000,
  aliases: 1_000,
  rootFields: 1_000,
  selections: 1_000,
  directives: 1_000,
}
const check = (text: string, limits: Partial<DocumentLimits> = {}) =>
  checkDocumentLimits(parse(text), { ...wide, ...limits }).map(({ message }) => message)

/** Each fragment spreads the next one twice, so that n of them stand for 2ⁿ fields in 50 n characters. */
const fragmentBomb = (fragments: number, leaf: string) =>
  [
    `{ courses { ...F0 } }`,
    ...Array.from({ length: fragments }, (_, n) => `fragment F${n} on Course { ...F${n + 1} ...F${n + 1} }`),
    `fragment F${fragments} on Course { ${leaf} }`,
  ].join(' ')

test.each<[string, Partial<DocumentLimits>, string, string]>([
  ['levels', { depth: 3 }, '{ a { b { c } } }', '{ a { b { c { d } } } }'],
  [
    'levels through fragments',
    { depth: 3 },
    '{ a { ...F } } fragment F on A { b { c } }',
    '{ a { ...F } } fragment F on A { b { ... on B { c { d } } } }',
  ],
  ['aliases', { aliases: 2 }, '{ x: a y: a }', '{ x: a y: b { z: c } }'],
  [
    'aliases through fragments',
    { aliases: 2 },
    '{ ...F } fragment F on A { x: a y: a }',
    '{ a { ...F } b { ...F } } fragment F on A { x: a y: a }',
  ],
  ['root fields', { rootFields: 2 }, '{ a { b c d } e }', '{ a ... { b ...F } } fragment F on Query { c }'],
  ['fields', { selections: 3 }, '{ a { b c } }', '{ a { b ...F } } fragment F on A { c d }'],
  [
    'directives',
    { directives: 2 },
    'query ($v: Int @x) { a @y }',
    'query @q { a @x ...F @y } fragment F on A @z { b }',
  ],
])('%s are limited', (what, limits, allowed, refused) => {
  expect(check(allowed, limits)).toEqual([])
  const [message, ...others] = check(refused, limits)
  expect(message).toContain(`at most ${Object.values(limits)[0]} ${what.split(' through')[0]}`)
  expect(others).toEqual([])
})

test.each([
  ['fragments in fragments', '... { '.repeat(300), '} '.repeat(300), 'levels of fields and fragments'],
  ['lists in lists', `b(c: ${'['.repeat(30)}`, `${']'.repeat(30)})`, 'levels in a value'],
  ['objects in objects', `b(c: ${'{ d: '.repeat(30)}`, `${'}'.repeat(30)})`, 'levels in a value'],
])('%s have an end', (_what, open, close, limited) => {
  const [message, ...others] = check(`{ a { ${open} a ${close} } }`.replace(/(\[|: ) a /, '$1 1 '))
  expect(message).toContain(limited)
  expect(others).toEqual([])
})

test('fragments that spread one another in a row count as what they come to', () => {
  const levels = '... { '.repeat(20)
  const fragments = Array.from(
    { length: 15 },
    (_, n) => `fragment F${n} on A { ${levels} ...F${n + 1} ${'} '.repeat(20)} }`,
  )
  expect(check(`{ ...F0 } ${fragments.join(' ')} fragment F15 on A { a }`)).toHaveLength(1)
  expect(check(`{ ...F10 } ${fragments.join(' ')} fragment F15 on A { a }`)).toEqual([])
})

test.each([20, 150])('a bomb of %i fragments is measured without being expanded', (fragments) => {
  expect(check(fragmentBomb(fragments, 'id'))).toEqual([
    'An operation may have at most 1000 fields, fragments expanded.',
  ])
})

test('a fragment is counted wherever it is spread', () => {
  expect(check(fragmentBomb(9, 'id'), { selections: 513 })).toEqual([])
  expect(check(fragmentBomb(9, 'id'), { selections: 512 })).toHaveLength(1)
})

test('fragments that spread each other come to an end', () => {
  expect(check('{ ...A } fragment A on Query { a ...B } fragment B on Query { b ...A }')).toEqual([])
})

test('every operation of a document is measured', () => {
  expect(check('query A { a } query B { a { b } }', { depth: 1 })).toHaveLength(1)
})

test('a document of many operations or fragments is refused', () => {
  const operations = Array.from({ length: 21 }, (_, n) => `query Q${n} { a }`).join(' ')
  const fragments = Array.from({ length: 201 }, (_, n) => `fragment F${n} on Query { a }`).join(' ')
  expect(check(operations)).toEqual(['A document may have at most 20 operations.'])
  expect(check(`{ ...F1 } ${fragments}`)).toEqual(['A document may have at most 200 fragments.'])
})

test('the usual introspection query passes whatever the depth of others, a deeper one does not', () => {
  expect(check(getIntrospectionQuery({ oneOf: true, inputValueDeprecation: true }), { depth: 5 })).toEqual([])
  const deep = `{ __type(name: "A") { ${'ofType { '.repeat(20)} name ${'} '.repeat(20)} } }`
  expect(check(deep)).toEqual(['An operation may have at most 20 levels of introspection, fragments expanded.'])
})
