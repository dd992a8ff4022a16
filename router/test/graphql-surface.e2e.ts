import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLibrary } from './graph/start-library.ts'
import type { TestGraph } from './graph/test-graph.ts'

let graph: TestGraph
beforeAll(async () => {
  graph = await startLibrary()
})
afterAll(() => graph[Symbol.asyncDispose]())

const ask = (query: string, variables?: object) => graph.ask(query, variables)
const askNamed = async (query: string, operationName?: string) => {
  const response = await graph.post({ query, operationName })
  return { status: response.status, ...(await response.json()) } as Awaited<ReturnType<typeof ask>>
}
const refusal = ({ status, errors = [] }: Awaited<ReturnType<typeof ask>>) => [
  status,
  ...new Set(errors.map(({ extensions }) => extensions.code)),
]
const repeat = (text: string, times: number) => Array(times).fill(text).join(' ')
const nested = (levels: number) =>
  `{ book(id: "1") ${'{ sequel '.repeat(levels - 2)} { id } ${'} '.repeat(levels - 2)} }`

/** Fragments that spread the next one twice: 2²⁰ fields in 1.5 kB. */
const FRAGMENT_BOMB = [
  '{ book(id: "1") { ...Fragment0 } }',
  ...Array.from({ length: 20 }, (_, n) => `fragment Fragment${n} on Book { ...Fragment${n + 1} ...Fragment${n + 1} }`),
  'fragment Fragment20 on Book { id title }',
].join(' ')

describe('a document is refused', () => {
  test.each<[string, string, string | RegExp]>([
    ['that is no GraphQL', '{ book(', 'GRAPHQL_PARSE_FAILED'],
    ['of 6,000 tokens', `{ ${repeat('__typename', 6_000)} }`, 'GRAPHQL_PARSE_FAILED'],
    [
      'of 2,400 brackets in brackets',
      `{ note(value: ${'['.repeat(2_400)}${']'.repeat(2_400)}) }`,
      // The parser gets through where the engine has compiled it, for then it takes less of the stack.
      /^GRAPHQL_(PARSE|VALIDATION)_FAILED$/,
    ],
    ['with an unknown field', '{ bok(id: "1") { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with an unknown value', '{ book(id: "1") { shelf(kind: UPER) } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['that asks for entities', '{ _entities(representations: []) { __typename } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['that asks for a subgraph’s schema', '{ _service { sdl } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['without an operation', 'fragment F on Book { id }', 'GRAPHQL_VALIDATION_FAILED'],
    ['that is 12 levels deep', nested(12), 'GRAPHQL_VALIDATION_FAILED'],
    ['that is 1,500 levels deep', nested(1_500), 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with 100 aliases of a sign-in',
      `mutation { ${Array.from({ length: 100 }, (_, n) => `a${n}: signIn(name: "Ada")`).join(' ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with 40 aliases below',
      `{ book(id: "1") { ${Array.from({ length: 40 }, (_, n) => `a${n}: id`).join(' ')} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['with 30 root fields', `{ ${repeat('__typename', 30)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['with 2,000 equal fields', `{ book(id: "1") { ${repeat('title', 2_000)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'of 1,600 fragments in one another',
      `{ ${'... { '.repeat(1_600)} __typename ${'} '.repeat(1_600)} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'of 700 lists in one another',
      `{ note(value: ${'['.repeat(700)}${']'.repeat(700)}) }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['with an endless number', '{ note(value: 1e999) }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with 60 directives', `{ __typename ${repeat('@skip(if: false)', 60)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with fragments in a circle',
      '{ book(id: "1") { ...A } } fragment A on Book { ...B } fragment B on Book { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['that defers', '{ book(id: "1") { ... @defer { title } } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with the variable of query plans',
      'query ($representations: ID!) { book(id: $representations) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with 50 operations',
      Array.from({ length: 50 }, (_, n) => `query Q${n} { __typename }`).join(' '),
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s', async (_what, query, code) => {
    const before = graph.subgraph('library').requests.length
    const answer = await ask(query)
    expect(refusal(answer)).toEqual([400, expect.stringMatching(code)])
    expect(answer).not.toHaveProperty('data')
    expect(JSON.stringify(answer)).not.toMatch(/Did you mean/)
    expect(graph.subgraph('library').requests).toHaveLength(before)
  })

  test('that asks for the schema in production, for a reason of its own', async () => {
    for (const query of ['{ __schema { types { name } } }', '{ book: __type(name: "Book") { name } }']) {
      const { status, errors } = await ask(query)
      expect(status).toBe(400)
      expect(errors).toEqual([
        expect.objectContaining({
          extensions: expect.objectContaining({
            code: 'GRAPHQL_VALIDATION_FAILED',
            validationErrorCode: 'INTROSPECTION_DISABLED',
          }),
        }),
      ])
    }
  })

  test('that is a fragment bomb, while others do not notice', async () => {
    expect(FRAGMENT_BOMB.length).toBeLessThan(1_600)
    const bombs = Array.from({ length: 50 }, () => ask(FRAGMENT_BOMB))
    const others = Array.from({ length: 10 }, () => ask('{ book(id: "1") { title } }'))
    for (const bomb of await Promise.all(bombs)) expect(refusal(bomb)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
    for (const { data } of await Promise.all(others)) expect(data).toEqual({ book: { title: 'Emile' } })
  })

  test('that holds several operations, unless one is named', async () => {
    const query = 'query A { book(id: "1") { title } } query B { __typename }'
    for (const name of [undefined, 'C'])
      expect(refusal(await askNamed(query, name))).toEqual([400, 'OPERATION_RESOLUTION_FAILURE'])
    expect((await askNamed(query, 'A')).data).toEqual({ book: { title: 'Emile' } })
  })
})

test('a document just inside the limits is answered', async () => {
  expect((await ask(nested(11))).status).toBe(200)
  expect(
    (await ask(`{ book(id: "1") { ${Array.from({ length: 30 }, (_, n) => `a${n}: id`).join(' ')} } }`)).status,
  ).toBe(200)
})

test('the schema is shown where it may be', async () => {
  await using shown = await startLibrary({ NODE_ENV: 'test' })
  const { status, data } = await shown.ask(getIntrospectionQuery())
  expect(status).toBe(200)
  expect(data.__schema.types.map(({ name }: { name: string }) => name)).toContain('Book')
  expect((await shown.ask('{ bok(id: "1") { id } }')).errors?.[0]?.message).toMatch(/Did you mean/)
})

describe('variables are refused', () => {
  test.each<[string, string, object | undefined]>([
    ['of the wrong type', 'query ($v: Int) { books(first: $v) { id } }', { v: 'x' }],
    ['that are too large for their type', 'query ($v: Int) { books(first: $v) { id } }', { v: 2_147_483_648 }],
    ['that are missing', 'query ($v: ID!) { book(id: $v) { id } }', undefined],
    ['that are null', 'query ($v: ID!) { book(id: $v) { id } }', { v: null }],
    ['that are null where they decide', 'query ($v: Boolean = true) { books { id @include(if: $v) } }', { v: null }],
    ['of an unknown enum value', 'query ($v: Shelf) { book(id: "1") { shelf(kind: $v) } }', { v: 'UPER' }],
    ['with a list of 2,000 items', 'query ($v: Data) { note(value: $v) }', { v: { in: Array(2_000).fill(1) } }],
    [
      'nested 30 levels deep',
      'query ($v: Data) { note(value: $v) }',
      { v: Array.from({ length: 30 }).reduce((inner) => [inner], 1) },
    ],
  ])('%s', async (_what, query, variables) => {
    const answer = await ask(query, variables)
    expect(refusal(answer)).toEqual([400, 'BAD_USER_INPUT'])
    expect(answer.errors?.[0]?.message).toMatch(/"\$v"/)
    expect(JSON.stringify(answer)).not.toMatch(/Did you mean/)
  })
})

test('keys that would change a prototype come to nothing', async () => {
  const body =
    '{"query":"query ($v: Data) { note(value: $v) }","variables":{"v":{"__proto__":{"admin":true},"kept":1},"__proto__":{"v":2}}}'
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  expect(await response.json()).toMatchObject({ data: { note: { kept: 1 } } })
  expect(graph.subgraph('library').requests.at(-1)?.variables).toEqual({ v: { kept: 1 } })
  for (const query of ['{ __proto__: book(id: "1") { id } }', '{ note(value: { __proto__: { admin: true } }) }'])
    expect(refusal(await ask(query))).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
  expect((await ask('{ constructor: book(id: "1") { toString: id } }')).data).toSatisfy(
    (data: object) => Object.hasOwn(data, 'constructor') && Object.hasOwn(data.constructor, 'toString'),
  )
})

test('a fault of a subgraph is masked, the rest of the answer is there', async () => {
  const answer = await ask('{ secret book(id: "1") { title } }')
  expect(refusal(answer)).toEqual([200, 'INTERNAL_SERVER_ERROR'])
  expect(answer.data).toEqual({ secret: null, book: { title: 'Emile' } })
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|10\.0\.0\.7|library/)
})
