import { expect, test } from 'vitest'
import { composeLibrary } from '../../test/cost/library-supergraph.ts'
import { createPriceList, fetchesOf } from '../../test/cost/price-list.ts'
import { compileCost } from './compile-cost.ts'

const library = createPriceList(composeLibrary())

/** What each fetch of an operation cost, given the answers to its fetches in the order of the plan. */
function actual(operation: string, answers: (object | null)[], variables: Record<string, unknown> = {}): number[] {
  const plan = library.plan(operation)
  const costs = compileCost({ plan, model: library.model }).run(variables)
  const fetches = fetchesOf(plan)
  expect(fetches).toHaveLength(answers.length)
  return fetches.map((fetch, index) =>
    costs.actual(fetch.operation, (answers[index] ?? null) as Record<string, unknown>),
  )
}

const author = { __typename: 'Author', id: '1' }
const book = (authors: number) => ({ title: 'A', authors: Array(authors).fill(author) })

test('lists count by what they hold', () => {
  const answer = {
    shelves: [
      { name: 'a', books: [{ title: 'A' }, { title: 'B' }] },
      { name: 'b', books: [] },
    ],
  }
  expect(actual('{ shelves { name books { title } } }', [answer])).toEqual([2 * 1 + 2 * 1])
})

test('entities count by how many were asked for', () => {
  const found = { name: 'N', score: 1 }
  const operation = '{ books(first: 3) { authors { name score } } }'
  expect(library.estimate(operation)).toBe(3 * (1 + 2) + 3 * 2 * (1 + 3))
  expect(actual(operation, [{ books: [book(1), book(3)] }, { _entities: [found, found, found, found] }])).toEqual([
    2 * 1 + 4 * 1,
    4 * (1 + 3),
  ])
})

test('null costs what it weighs and nothing below, in a list as well; a list that is null holds nothing', () => {
  const operation = '{ book(id: 1) { cover { url } related { nodes { title } } } report { lines { text } } }'
  expect(actual(operation, [{ book: null, report: null }])).toEqual([1 + 50])
  expect(actual(operation, [{ book: { cover: null, related: null }, report: { lines: null } }])).toEqual([
    1 + 4 + 1 + 50 + 0,
  ])
  expect(actual('{ books(first: 3) { authors { name } } }', [{ books: [book(1)] }, { _entities: [null] }])).toEqual([
    1 + 1,
    1,
  ])
})

test('null among objects that all cost the same costs what it weighs', () => {
  const books = [{ cover: { url: 'u' } }, { cover: null }, null]
  expect(actual('{ books(first: 3) { cover { url } } }', [{ books }])).toEqual([1 + 4 + (1 + 4) + 1])
  expect(actual('{ book(id: 1) { title cover { url } } }', [{ book: null }])).toEqual([1])
})

test('an answer that failed costs nothing, a mutation what sending it costs', () => {
  expect(actual('{ book(id: 1) { title } }', [null])).toEqual([0])
  expect(actual('mutation { removeBook(id: 1) }', [null])).toEqual([10])
  expect(actual('mutation { removeBook(id: 1) }', [{ removeBook: '1' }])).toEqual([10 + 3])
})

test('arguments and inputs count as they do in the estimate', () => {
  const operation = 'query ($f: Filter!) { search(filter: $f) { title } }'
  const variables = { f: { text: 'a', limit: 3, moods: ['GOOD', 'BAD'] } }
  expect(library.estimate(operation, variables)).toBe(1 + 7 + 1 + 2 + 2 * 1)
  expect(actual(operation, [{ search: [{ title: 'A' }] }], variables)).toEqual([1 + 7 + 1 + 2 + 1 * 1])
})

test('objects of an abstract type count as what they are', () => {
  const operation = '{ works { title authors { id } ... on Atlas { maps { url } } } }'
  const atlas = { __typename: 'Atlas', title: 'M', authors: [author], maps: [{ url: 'a' }, { url: 'b' }] }
  expect(actual(operation, [{ works: [{ __typename: 'Book', ...book(2) }, atlas] }])).toEqual([
    1 + 2 * 1 + (1 + 1 * 1 + 2 * 4),
  ])
})

test('an object counts as its type name says, also where its fields would fit a dearer type', () => {
  const operation = '{ found { ... on Book { title } ... on Film { id } } }'
  expect(library.estimate(operation)).toBe(6 * Math.max(1, 1, 3))
  const found = [{ __typename: 'Book', title: 'A' }, { __typename: 'Film', id: '1' }, { __typename: 'Atlas' }, null]
  expect(actual(operation, [{ found }])).toEqual([1 + 3 + 1 + Math.max(1, 1, 3)])
})

test('without a type name, an object counts as the dearest type with the fields that it has', () => {
  const operation =
    '{ found { ... on Book { copies { number } } ... on Film { copies(first: 9) { number } minutes } } }'
  const [first, second] = actual(operation, [
    {
      found: [
        { __typename: 'Book', id: '1' },
        { __typename: 'Film', id: '2', minutes: 90 },
      ],
    },
    { _entities: [{ copies: [{ number: 1 }] }, { copies: [{ number: 1 }, { number: 2 }] }] },
  ])
  expect([first, second]).toEqual([1 + (3 + 2), 3 + 1 * 2 + (3 + 2 * 2)])
})

test('what a variable leaves out is not counted, although the same field is there for another reason', () => {
  const operation =
    'query ($x: Boolean!) { book(id: 1) { title ... @include(if: $x) { cover { url } } cover { url } } }'
  const answer = { book: { title: 'A', cover: { url: 'u' } } }
  expect(actual(operation, [answer], { x: false })).toEqual([1 + 4])
})

test('more than was assumed costs more than the estimate', () => {
  const operation = '{ book(id: 1) { chapters(first: 2) { title } } }'
  const chapters = Array(5).fill({ title: 'C' })
  expect(library.estimate(operation)).toBe(1 + 2 * 1)
  expect(actual(operation, [{ book: { chapters } }])).toEqual([1 + 5 * 1])
})

test('lists of lists count every value', () => {
  const cell = { value: 1 }
  expect(actual('{ grid { value } }', [{ grid: [[cell, cell], [], [cell]] }])).toEqual([3])
})

test('an answer that answers something else is a fault of the router, not free', () => {
  const costs = library.formula('{ book(id: 1) { title } }').run({})
  expect(() => costs.actual('{ other }', {})).toThrow('not part of the plan')
})
