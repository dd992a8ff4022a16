import { readFile, writeFile } from 'node:fs/promises'
import { startRedisServer } from '@lms/testkit/redis-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from './graph/test-graph.ts'

const books = {
  typeDefs: `
    type Query {
      books(first: Int, page: PageInput): [Book!]! @listSize(slicingArguments: ["first"])
    }
    input PageInput { size: Int }
    type Book @key(fields: "id") { id: ID! author: Author! }
    type Author @key(fields: "id") { id: ID! }`,
  resolvers: { Query: { books: () => ['1', '2'].map((id) => ({ id, author: { id } })) } },
}
const people = {
  typeDefs:
    'type Author @key(fields: "id") { id: ID! awards(first: Int): [Award!]! @listSize(assumedSize: 5) } type Award @cost(weight: 3) { title: String }',
  resolvers: {
    Author: { __resolveReference: ({ id }: { id: string }) => ({ id }), awards: () => [{ title: 'Best' }] },
  },
}

const redis = await startRedisServer()

describe.runIf(redis)('costs over HTTP', () => {
  let graph: TestGraph
  beforeAll(async () => {
    graph = await startTestGraph({
      subgraphs: { books, people },
      environment: { COST_LIMITS: 'enforce', REDIS_URL: redis?.url ?? '' },
    })
  })
  afterAll(async () => {
    await graph[Symbol.asyncDispose]()
    await redis?.stop()
  })

  const costOf = async (query: string, variables = {}) => {
    const { status, errors, extensions } = await graph.ask(query, variables)
    return errors ? `${status} ${errors[0]?.extensions.code} ${errors[0]?.message}` : extensions.cost
  }

  test('an answer of two subgraphs counts what both were asked for and what both answered', async () => {
    expect(
      await costOf('query ($n: Int) { books(first: $n) { author { awards { title } } } }', { n: 10 }),
    ).toMatchObject({
      requestedQueryCost: 10 * (1 + 1) + 10 * (1 + 5 * 3),
      actualQueryCost: 2 * (1 + 1) + 2 * (1 + 1 * 3),
    })
  })

  test.each([
    ['as it is', '{ books(first: 10) { author { awards { title } } } }'],
    ['in a variable', 'query ($n: Int) { books(first: $n) { author { awards { title } } } }'],
    [
      'in the default of a variable',
      'query ($unset: Int = 10) { books(first: $unset) { author { awards { title } } } }',
    ],
    [
      'in fragments',
      '{ ...A } fragment A on Query { books(first: 10) { ...B } } fragment B on Book { author { ...C } } fragment C on Author { awards { title } }',
    ],
    [
      'in inline fragments',
      '{ ... on Query { ... { books(first: 10) { ... on Book { author { awards { title } } } } } } }',
    ],
    [
      'behind @include',
      'query ($yes: Boolean!) { books(first: 10) { author @include(if: $yes) { awards { title } } } }',
    ],
    [
      'behind @skip',
      'query ($no: Boolean!) { books(first: 10) { author { ... @skip(if: $no) { awards { title } } } } }',
    ],
    ['under other names', '{ a: books(first: 10) { b: author { c: awards { d: title } } } }'],
    [
      'many times over',
      '{ books(first: 10) { author { awards { title } } author { awards { title } } } books(first: 10) { author { awards { title } } } }',
    ],
  ])('the same costs the same, wherever it hides: %s', async (_where, query) => {
    expect(await costOf(query, { n: 10, yes: true, no: false })).toMatchObject({
      requestedQueryCost: 10 * (1 + 1) + 10 * (1 + 5 * 3),
    })
  })

  test('a missing or negative slicing argument is refused before any subgraph is asked', async () => {
    const asked = graph.subgraph('books').requests.length
    expect(await costOf('{ books { id } }')).toBe('400 BAD_USER_INPUT books needs "first".')
    expect(await costOf('query ($n: Int) { books(first: $n) { id } }', { n: -1 })).toBe(
      '400 BAD_USER_INPUT "first" of books must not be negative.',
    )
    expect(graph.subgraph('books').requests.length).toBe(asked)
  })

  test('a supergraph whose slicing argument is a path serves like any other', async () => {
    const sdl = await readFile(graph.supergraphPath, 'utf8')
    await writeFile(graph.supergraphPath, sdl.replace('slicingArguments: ["first"]', 'slicingArguments: ["page.size"]'))
    const operation = 'query ($n: Int) { books(page: { size: $n }) { id } }'
    await expect
      .poll(() => costOf(operation, { n: 7 }))
      .toMatchObject({ requestedQueryCost: 1 + 7 * 1, actualQueryCost: 1 + 2 * 1 })
    expect(await costOf('{ books { id } }')).toBe('400 BAD_USER_INPUT books needs "page.size".')
  })
})
