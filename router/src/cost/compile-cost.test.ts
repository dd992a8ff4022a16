import type { FetchNode, QueryPlan } from '@apollo/query-planner'
import { RequestRefusal } from '@lms/router/refusal'
import { OperationTypeNode } from 'graphql'
import { describe, expect, test } from 'vitest'
import { composeLibrary } from '../../test/cost/library-supergraph.ts'
import { createPriceList } from '../../test/cost/price-list.ts'
import { compileCost } from './compile-cost.ts'

const library = createPriceList(composeLibrary())

const fetch = (operation: string): FetchNode => ({
  kind: 'Fetch',
  serviceName: 'catalog',
  operation,
  operationName: undefined,
  operationKind: OperationTypeNode.QUERY,
})

const refusalOf = (operation: string, variables = {}) => {
  const formula = library.formula(operation)
  try {
    return `costs ${formula.estimate(variables)}`
  } catch (error) {
    if (!(error instanceof RequestRefusal)) throw error
    return `${error.status} ${error.extensions.code} ${error.message}`
  }
}

/** In each row: what it shows, the operation, its cost as the formula has it, variables. */
const rows: [title: string, operation: string, cost: number, variables?: Record<string, unknown>][] = [
  ['an object is 1, its scalars nothing', '{ book(id: 1) { id title } }', 1],
  ['__typename is nothing', '{ __typename book(id: 1) { __typename } }', 1],
  ['a scalar with a weight', '{ book(id: 1) { summary } }', 1 + 2],
  ['a type with a weight', '{ book(id: 1) { cover { url } } }', 1 + 4],
  ['a field with a weight', '{ report { lines { text } } }', 50 + 100 * 1],
  ['a slicing argument', '{ books(first: 3) { title } }', 3 * 1],
  ['no slicing argument: the assumed size', '{ books { title } }', 20 * 1],
  ['the greatest of two slicing arguments', '{ books(first: 3, last: 7) { title } }', 7 * 1],
  ['an empty page', '{ books(first: 0) { title authors { name } } }', 0],
  ["an argument's default", '{ topBooks { title } }', 5 * 1],
  ['lists without annotation, in each other', '{ shelves { name books { title } } }', 10 * (1 + 10 * 1)],
  ['a list of lists', '{ grid { value } }', 3 * 10 * 1],
  ['a list of scalars', '{ book(id: 1) { tags } }', 1 + 8 * 0],
  [
    'sized fields of a connection',
    '{ bookPage(first: 4) { nodes { title } edges { node { title } } pageInfo { hasNextPage } } }',
    1 + 4 * 1 + 4 * (1 + 1) + 1,
  ],
  ['sized fields by the assumed size', '{ bookPage { nodes { title } } }', 1 + 20 * 1],
  ['every alias', '{ a: books(first: 2) { title } b: books(first: 2) { title } }', 2 * 1 + 2 * 1],
  ['an argument with a negative weight', '{ sample(cached: true) { chapters(first: 30) { title } } }', 5 + 30 - 20],
  ['never a gain', '{ sample(cached: true) { title } book(id: 1) { title } }', Math.max(0, 5 - 20) + 1],
  ['an argument that is null', '{ sample(cached: null) { title } }', 5],
  ['an input object, a field of it, a default of it', '{ search(filter: { text: "a" }) { title } }', 1 + 7 + 1 + 2 * 1],
  ['an input list, null', '{ search(filter: { moods: [GOOD, BAD], limit: null }) { title } }', 1 + 2 * 1 + 0 + 2 * 1],
  [
    'inputs in inputs, from a variable',
    'query ($f: Filter!) { search(filter: $f) { title } }',
    1 + 1 + 2 * (1 + 7 + 1) + 2 * 1,
    { f: { also: [{ text: 'a' }, { text: 'b' }] } },
  ],
  [
    'variables inside of a literal',
    'query ($t: String, $h: [Hint!]) { search(filter: { text: $t, limit: null }, hints: $h) { title } }',
    1 + 0 + 0 + 3 * 1 + 2 * 1,
    { h: [{ text: 'a' }, { text: 'b' }, {}] },
  ],
  [
    'an interface: what costs most of its types',
    '{ works { title authors { id } ... on Atlas { maps { url } } } }',
    4 * (1 + Math.max(2 * 1, 7 * 1 + 30 * 4)),
  ],
  [
    'a union: the same',
    '{ found { ... on Book { cover { url } } ... on Film { minutes } } }',
    6 * Math.max(1 + 4, 1, 3 + 2),
  ],
  [
    'entities, as many as the lists above them hold',
    '{ books(first: 3) { authors { name score } } }',
    3 * (1 + 2 * 1) + 3 * 2 * (1 + 3),
  ],
  [
    'entities below sized fields',
    '{ bookPage(first: 4) { nodes { authors { awards(first: 2) { title } } } } }',
    1 + 4 * (1 + 2 * 1) + 4 * 2 * (1 + 2 * 1),
  ],
  [
    'entities of several types',
    '{ found { ... on Book { copies { number } } ... on Film { copies(first: 9) { number } } } }',
    6 * Math.max(1, 3) + 6 * Math.max(1 + 3 * 2, 3 + 9 * 2),
  ],
  [
    'entities below entities',
    '{ author(id: 1) { wrote(first: 5) { copies { number } authors { name } } } }',
    1 + 5 * 1 + 5 * (1 + 2 * 1) + 5 * (1 + 3 * 2) + 5 * 2 * 1,
  ],
  [
    'entities below a field that the planner renames for one type',
    '{ found { ... on Book { x: title } ... on Atlas { x: authors { name } } ... on Film { x: minutes } } }',
    6 * Math.max(1, 1 + 7 * 1, 3 + 2) + 6 * 7 * 1,
  ],
  ['what is required counts where it is fetched', '{ book(id: 1) { shipping { amount } } }', 1 + 1 + (1 + 1)],
  [
    'a mutation: 10, its input, what it answers',
    'mutation { addBook(input: { title: "x", cover: { url: "u" }, chapters: [{ title: "a" }, { title: "b" }] }) { copies { number } } removeBook(id: 1) }',
    10 + (1 + (1 + 6) + 2 * 1) + 1 + 3 + (1 + 3 * 2),
  ],
  ["a variable's default", 'query ($n: Int = 6) { books(first: $n) { title } }', 6 * 1],
  ['a variable instead of its default', 'query ($n: Int = 6) { books(first: $n) { title } }', 2 * 1, { n: 2 }],
  ['a null variable is no size', 'query ($n: Int = 6) { books(first: $n) { title } }', 20 * 1, { n: null }],
  ['a variable that is not given', 'query ($n: Int) { topBooks(limit: $n) { title } }', 5 * 1],
  ['what is left out by a literal', '{ book(id: 1) @skip(if: true) { title } books(first: 2) { title } }', 2 * 1],
  [
    'what a variable includes, with the fetch that it needs',
    'query ($x: Boolean!) { books(first: 2) { title authors @include(if: $x) { name } } }',
    2 * (1 + 2 * 1) + 2 * 2 * 1,
    { x: true },
  ],
  [
    'what a variable leaves out, with the fetch that it would need',
    'query ($x: Boolean!) { books(first: 2) { title authors @include(if: $x) { name } } }',
    2 * 1,
    { x: false },
  ],
  [
    'one of two branches',
    'query ($x: Boolean!) { a: books(first: 9) @skip(if: $x) { authors { name } } b: books(first: 5) @include(if: $x) { title } }',
    5 * 1,
    { x: true },
  ],
  [
    'fragments, spread more than once',
    '{ a: book(id: 1) { ...B } b: book(id: 2) { ...B ...B } } fragment B on Book { cover { url } ...C } fragment C on Book { cover { url } }',
    1 + 4 + 1 + 4,
  ],
]

describe('an estimate counts', () => {
  test.each(rows)('%s', (_title, operation, cost, variables) => {
    expect(library.estimate(operation, variables)).toBe(cost)
  })

  test('one formula for any variables', () => {
    const formula = library.formula('query ($n: Int) { books(first: $n) { title authors { name } } }')
    expect([1, 2, 0, 50].map((n) => formula.estimate({ n }))).toEqual([1 * 5, 2 * 5, 0, 50 * 5])
  })

  test('the branch that is taken, and the dearer one where no boolean says which', () => {
    const plan: QueryPlan = {
      kind: 'QueryPlan',
      node: {
        kind: 'Condition',
        condition: 'x',
        ifClause: fetch('{ books(first: 3) { title } }'),
        elseClause: fetch('{ books(first: 9) { title } }'),
      },
    }
    const formula = compileCost({ plan, model: library.model })
    expect([{ x: true }, { x: false }, {}].map((variables) => formula.estimate(variables))).toEqual([3, 9, 9])
  })

  test('nothing where nothing is fetched', () => {
    const formula = compileCost({ plan: { kind: 'QueryPlan' }, model: library.model })
    expect(formula.estimate({})).toBe(0)
  })

  test('a subscription as its first fetch and one event', () => {
    const plan: QueryPlan = {
      kind: 'QueryPlan',
      node: {
        kind: 'Subscription',
        primary: fetch('{ book(id: 1) { title } }'),
        rest: fetch('{ books(first: 3) { title } }'),
      },
    }
    expect(compileCost({ plan, model: library.model }).estimate({})).toBe(1 + 3)
  })
})

describe('refused are', () => {
  test.each([
    ['{ newBooks { title } }', '400 BAD_USER_INPUT newBooks needs exactly one of "first", "last".'],
    ['{ newBooks(first: 1, last: 1) { title } }', '400 BAD_USER_INPUT newBooks needs exactly one of "first", "last".'],
    ['{ newBooks(first: 3) { title } }', 'costs 3'],
    ['{ newBooks(first: 3, last: null) { title } }', 'costs 3'],
    ['{ topBooks(limit: null) { title } }', '400 BAD_USER_INPUT topBooks needs "limit".'],
    ['{ strictPage { pageInfo { hasNextPage } } }', '400 BAD_USER_INPUT strictPage needs "first".'],
    ['{ books(last: -1) { title } }', '400 BAD_USER_INPUT "last" of books must not be negative.'],
    [
      '{ bookPage(first: -1) { pageInfo { hasNextPage } } }',
      '400 BAD_USER_INPUT "first" of bookPage must not be negative.',
    ],
    [
      '{ books(first: 1) { copies(first: -5) { number } } }',
      '400 BAD_USER_INPUT "first" of copies must not be negative.',
    ],
  ])('%s: %s', (operation, expected) => {
    expect(refusalOf(operation)).toBe(expected)
  })

  test('variables like literals, unless what they are for is left out', () => {
    const operation =
      'query ($n: Int, $x: Boolean!) { book(id: 1) { title } newBooks(first: $n) @include(if: $x) { title } }'
    expect(refusalOf(operation, { x: true })).toBe('400 BAD_USER_INPUT newBooks needs exactly one of "first", "last".')
    expect(refusalOf(operation, { x: true, n: -1 })).toBe(
      '400 BAD_USER_INPUT "first" of newBooks must not be negative.',
    )
    expect(refusalOf(operation, { x: false })).toBe('costs 1')
  })
})

describe('however large', () => {
  const HUGE = 2_147_483_647

  test.each([HUGE, 1e308, Number.POSITIVE_INFINITY])('first: %d ends at the largest exact integer', (n) => {
    const operation =
      'query ($n: Int) { books(first: $n) { related(first: $n) { nodes { related(first: $n) { nodes { authors { awards(first: $n) { title } } } } } } } }'
    expect(library.estimate(operation, { n })).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('nothing times a lot is nothing', () => {
    const operation = 'query ($n: Int) { books(first: 0) { related(first: $n) { nodes { authors { name } } } } }'
    expect(library.estimate(operation, { n: HUGE })).toBe(0)
  })

  test('fragments that double at every level are compiled and evaluated once each', () => {
    const levels = Array.from({ length: 60 }, (_, level) => {
      const below = level < 59 ? `...F${level + 1}` : 'cover { url }'
      return `fragment F${level} on Book { a: related(first: $n) { nodes { ${below} } } b: related(first: $n) { nodes { ${below} } } ...G${level} }
        fragment G${level} on Book { ${level < 59 ? `...G${level + 1} ... on Book { ...G${level + 1} }` : 'title'} }`
    })
    const operation = `query ($n: Int) { book(id: 1) { ...F0 } } ${levels.join(' ')}`
    const formula = compileCost({ plan: { kind: 'QueryPlan', node: fetch(operation) }, model: library.model })
    expect(formula.estimate({ n: 1 })).toBe(Number.MAX_SAFE_INTEGER)
    expect(formula.estimate({ n: 0 })).toBe(1 + 2 * 1)
  })
})
