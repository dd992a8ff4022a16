import { expect, test } from 'vitest'
import { startTestGraph } from './graph/test-graph.ts'

const books = [
  { id: '1', title: 'Emile', authorId: 'a' },
  { id: '2', title: 'Lucinde', authorId: 'b' },
  { id: '3', title: 'Julie', authorId: 'a' },
]

/** Books with authors and publishers that another subgraph knows; `name` of an author can be made to fail. */
const startLibrary = (environment = {}) => {
  const broken = new Set<string>()
  let changes = 0
  const graph = startTestGraph({
    subgraphs: {
      books: {
        typeDefs: `
          type Query { books: [Book!]! shelf: [Book] newest: Book }
          type Mutation { lend: Int }
          type Book @key(fields: "id") { id: ID! title: String author: Author publisher: Publisher }
          type Author @key(fields: "id") { id: ID! }
          type Publisher @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: { books: () => books, newest: () => books[2] },
          Mutation: { lend: () => ++changes },
          Book: {
            author: ({ authorId }: { authorId: string }) => ({ id: authorId }),
            publisher: () => ({ id: 'p' }),
          },
        },
      },
      people: {
        typeDefs: `
          type Query { people: Int }
          type Mutation { shelve: Int }
          type Author @key(fields: "id") { id: ID! name: String born: Int! }
          type Publisher @key(fields: "id") { id: ID! name: String }`,
        resolvers: {
          Mutation: { shelve: () => ++changes },
          Author: {
            __resolveReference: ({ id }: { id: string }) => {
              if (broken.has('authors')) throw new Error('out of order')
              return { id, name: `Author ${id}`, born: 1762 }
            },
            born: ({ id }: { id: string }) => {
              if (broken.has(id)) throw new Error('unknown')
              return 1762
            },
          },
          Publisher: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Publisher ${id}` }) },
        },
      },
    },
    environment,
  })
  return { graph, broken }
}

test('equal entities are asked for once, and all that is asked of one subgraph in one step is one request', async () => {
  await using graph = await startLibrary().graph
  const { data } = await graph.ask(
    '{ books { title author { name } publisher { name } } newest { author { name } publisher { name } } }',
  )
  expect(data.books.map((book: { author: { name: string } }) => book.author.name)).toEqual([
    'Author a',
    'Author b',
    'Author a',
  ])
  expect(data.newest).toEqual({ author: { name: 'Author a' }, publisher: { name: 'Publisher p' } })
  const [request, ...others] = graph.subgraph('people').requests
  expect(others).toEqual([])
  expect(Object.values(request?.variables ?? {})).toEqual([
    [
      { __typename: 'Author', id: 'a' },
      { __typename: 'Author', id: 'b' },
    ],
    [{ __typename: 'Publisher', id: 'p' }],
  ])
})

test('an error of a shared entity is told at every place that it is missed at, and null travels up from there', async () => {
  const { graph: starting, broken } = startLibrary()
  await using graph = await starting
  broken.add('a')
  const { data, errors } = await graph.ask('{ books { author { born } } newest { author { born } } }')
  expect(data).toEqual({
    books: [{ author: null }, { author: { born: 1762 } }, { author: null }],
    newest: { author: null },
  })
  expect(errors?.map(({ path }) => path?.join('.'))).toEqual([
    'books.0.author.born',
    'books.2.author.born',
    'newest.author.born',
  ])
})

test('an entity that was written below an object which then became null is whole in its other places', async () => {
  await using graph = await startLibrary().graph
  const author = { __typename: 'Author', id: 'a' }
  const shelf = [
    { author, id: '1' },
    { author, id: null },
    { author, id: '3' },
  ]
  graph
    .subgraph('books')
    .misbehave((_request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { shelf } })),
    )
  const known = { name: 'Author a', born: 1762 }
  for (const order of [shelf, shelf.slice(1)]) {
    shelf.splice(0, shelf.length, ...order)
    const { data } = await graph.ask('{ shelf { author { name born } id } }')
    expect(data.shelf).toEqual(order.map(({ id }) => id && { author: known, id }))
  }
})

test('a part that leaves a request without data is asked apart from the others', async () => {
  await using graph = await startLibrary().graph
  const people = graph.subgraph('people')
  people.misbehave((_request, response) => {
    const { query = '', variables } = people.requests.at(-1) ?? {}
    const fails = query.includes('Publisher')
    const entities = [{ name: 'Author a' }, { name: 'Author b' }].slice(
      0,
      variables?.representations?.toString().length,
    )
    const answer = fails ? { data: null, errors: [{ message: 'no publishers' }] } : { data: { _entities: entities } }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  const { data, errors } = await graph.ask('{ books { author { name } publisher { name } } }')
  expect(data.books[0]).toEqual({ author: { name: 'Author a' }, publisher: { name: null } })
  expect(errors).toHaveLength(1)
  expect(people.requests).toHaveLength(3)
})

test.each([
  ['on', 1],
  ['off', 2],
])('identical queries that overlap, with SUBGRAPH_SHARING %s, take %i request(s)', async (sharing, expected) => {
  await using graph = await startLibrary({ SUBGRAPH_SHARING: sharing }).graph
  const subgraph = graph.subgraph('books')
  const held: (() => void)[] = []
  subgraph.misbehave((_request, response) => {
    held.push(() => response.setHeader('content-type', 'application/json').end('{"data":{"newest":{"title":"Julie"}}}'))
  })
  const answers = [graph.ask('{ newest { title } }'), graph.ask('{ newest { title } }')]
  await expect.poll(() => held.length).toBe(expected)
  for (const answer of held) answer()
  expect((await Promise.all(answers)).map(({ data }) => data)).toEqual([
    { newest: { title: 'Julie' } },
    { newest: { title: 'Julie' } },
  ])
})

test('callers share no request with others', async () => {
  await using graph = await startLibrary({ REQUEST_SHARING: 'on' }).graph
  const subgraph = graph.subgraph('books')
  const held: (() => void)[] = []
  subgraph.misbehave((_request, response) => {
    held.push(() => response.setHeader('content-type', 'application/json').end('{"data":{"newest":null}}'))
  })
  const people = await Promise.all([graph.signedIn({ sub: 'user_1' }), graph.signedIn({ sub: 'user_2' })])
  const answers = people.flatMap((headers) => [1, 2].map(() => graph.ask('{ newest { title } }', {}, headers)))
  await expect.poll(() => held.length).toBe(2)
  for (const answer of held) answer()
  expect((await Promise.all(answers)).map(({ data }) => data)).toEqual(Array(4).fill({ newest: null }))
  expect(subgraph.requests).toHaveLength(2)
})

test('one entity at two paths has at each what was asked for there', async () => {
  await using graph = await startTestGraph({
    subgraphs: {
      books: {
        typeDefs: `type Query { first: Book second: Book } type Book @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { first: () => ({ id: '1' }), second: () => ({ id: '1' }) } },
      },
      shelves: {
        typeDefs: `type Book @key(fields: "id") { id: ID! shelf: Shelf } type Shelf @key(fields: "id") { id: ID! }`,
        resolvers: { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, shelf: { id: 's' } }) } },
      },
      labels: {
        typeDefs: `type Shelf @key(fields: "id") { id: ID! label(language: String): String }`,
        resolvers: {
          Shelf: {
            __resolveReference: (shelf: object) => shelf,
            label: (_: unknown, { language }: { language: string }) => `in ${language}`,
          },
        },
      },
    },
  })
  const { data } = await graph.ask(
    '{ first { shelf { label(language: "en") } } second { shelf { label(language: "de") } } }',
  )
  expect(data).toEqual({ first: { shelf: { label: 'in en' } }, second: { shelf: { label: 'in de' } } })
  expect(graph.subgraph('shelves').requests).toHaveLength(1)
})

test('equal entities that came with different data stay apart', async () => {
  await using graph = await startTestGraph({
    subgraphs: {
      search: {
        typeDefs: `
          type Query { hits: [Hit!]! }
          type Hit { product: Product @provides(fields: "found") }
          type Product @key(fields: "id") { id: ID! found: String @external }`,
        resolvers: {
          Query: { hits: () => ['by name', 'by price'].map((found) => ({ product: { id: '1', found } })) },
        },
      },
      products: {
        typeDefs: `type Product @key(fields: "id") { id: ID! name: String found: String @shareable }`,
        resolvers: { Product: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Table' }) } },
      },
    },
  })
  expect((await graph.ask('{ hits { product { found name } } }')).data).toEqual({
    hits: [{ product: { found: 'by name', name: 'Table' } }, { product: { found: 'by price', name: 'Table' } }],
  })
})

test('a subgraph that has nothing of an object takes away nothing that another one has', async () => {
  await using graph = await startTestGraph({
    subgraphs: {
      books: {
        typeDefs: `
          type Query { book: Book }
          type Book @key(fields: "id") { id: ID! place: Place @shareable }
          type Place { room: String }`,
        resolvers: { Query: { book: () => ({ id: '1', place: { room: 'Attic' } }) } },
      },
      shelves: {
        typeDefs: `
          type Book @key(fields: "id") { id: ID! place: Place @shareable }
          type Place { shelf: String }`,
        resolvers: { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, place: null }) } },
      },
    },
  })
  expect((await graph.ask('{ book { place { room shelf } } }')).data).toEqual({
    book: { place: { room: 'Attic', shelf: null } },
  })
})

test('an error in one place does not hide a missing value in another', async () => {
  await using graph = await startLibrary().graph
  graph.subgraph('books').misbehave((_request, response) =>
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        data: { newest: { title: null }, again: { id: null } },
        errors: [{ message: 'no title', path: ['newest', 'title'] }],
      }),
    ),
  )
  const titleAlone = await graph.ask('{ newest { title } }')
  expect(titleAlone.errors?.map(({ path }) => path?.join('.'))).toEqual(['newest.title'])
  const { data, errors } = await graph.ask('{ newest { title } again: newest { id } }')
  expect(data).toEqual({ newest: { title: null }, again: null })
  expect(errors?.map(({ path }) => path?.join('.'))).toEqual(['newest.title', 'again.id'])
})

test.each([
  ['true', { lend: 1, shelve: 2 }],
  ['false', { lend: 1 }],
])('a mutation in two places, one of them where %s holds, runs once', async (holds, expected) => {
  await using graph = await startLibrary().graph
  const { data } = await graph.ask('mutation ($holds: Boolean!) { lend ... @include(if: $holds) { shelve lend } }', {
    holds: holds === 'true',
  })
  expect(data).toEqual(expected)
  const { data: after } = await graph.ask('mutation { lend }')
  expect(after).toEqual({ lend: Object.keys(expected).length + 1 })
})

test('a mutation in very many places under different conditions is refused and does not run', async () => {
  await using graph = await startLibrary().graph
  const names = Array.from({ length: 7 }, (_, index) => [`a${index}`, `b${index}`] as const)
  const variables = names.flat().map((name) => `$${name}: Boolean!`)
  const places = names.map(([a, b]) => `lend @include(if: $${a}) @skip(if: $${b})`)
  const { status, errors } = await graph.ask(
    `mutation (${variables.join(' ')}) { ${places.join(' ')} lend }`,
    Object.fromEntries(names.flat().map((name) => [name, false])),
  )
  expect([status, errors?.map(({ extensions }) => extensions.code)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']])
  expect((await graph.ask('mutation { lend }')).data).toEqual({ lend: 1 })
})
