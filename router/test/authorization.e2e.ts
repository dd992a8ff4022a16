import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from './graph/test-graph.ts'
import type { SubgraphDefinition } from './graph/test-subgraph.ts'

const BOOKS = [
  { __typename: 'Book', id: 'book-1', isbn: 'isbn-1', title: 'Emile' },
  { __typename: 'Diary', id: 'diary-1', isbn: 'isbn-2', title: 'Mine', secret: 'dear diary' },
]

const subgraphs: Record<string, SubgraphDefinition> = {
  library: {
    typeDefs: `
      type Query { books: [Book] book: Book work: Work works: [Work!] shelf: Shelf opening: String }
      type Mutation { burn: Book @policy(policies: [["staff"]]) touch: Book }
      interface Work { id: ID! title: String! }
      type Book implements Work @key(fields: "isbn") { id: ID! title: String! isbn: ID! @authenticated }
      type Diary implements Work @key(fields: "isbn") {
        id: ID! title: String! @authenticated isbn: ID! secret: String! @authenticated }
      type Shelf { label: String best: Book! owner: Owner }
      type Owner @requiresScopes(scopes: [["owners:read"]]) { name: String }`,
    resolvers: {
      Query: {
        books: () => BOOKS.slice(0, 1),
        book: () => BOOKS[0],
        work: () => BOOKS[1],
        works: () => BOOKS,
        shelf: () => ({ label: 'top', best: BOOKS[0], owner: { name: 'Ada' } }),
        opening: () => 'at nine',
      },
      Mutation: { burn: () => BOOKS[0], touch: () => BOOKS[0] },
    },
  },
  prices: {
    typeDefs: `
      type Book @key(fields: "isbn") { isbn: ID! price: Int cost: Int! @policy(policies: [["staff"]]) }`,
    resolvers: { Book: { price: ({ isbn }: { isbn: string }) => isbn.length, cost: () => 7 } },
  },
  vault: {
    typeDefs: `type Query { vault: Vault } type Vault @authenticated { gold: Int }`,
    resolvers: { Query: { vault: () => ({ gold: 3 }) } },
  },
}

const UNAUTHORIZED = { message: 'Unauthorized field or type', extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }

let graph: TestGraph
beforeAll(async () => {
  graph = await startTestGraph({ subgraphs })
})
afterAll(() => graph[Symbol.asyncDispose]())

const askAs = async (query: string, claims?: { roles?: string[]; scope?: string }) => {
  const { status, data, errors } = await graph.ask(query, {}, claims ? await graph.signedIn(claims) : {})
  return { status, data, paths: errors?.map(({ path }) => path?.join('/')), errors }
}

describe('filtering', () => {
  test('answers with null and one error where something is refused, and with the rest as asked', async () => {
    const { status, data, errors } = await askAs('{ shelf { owner { name } label } opening }')
    expect(status).toBe(200)
    expect(JSON.stringify(data)).toBe('{"shelf":{"owner":null,"label":"top"},"opening":"at nine"}')
    expect(errors).toMatchObject([{ ...UNAUTHORIZED, path: ['shelf', 'owner'] }])
    expect(errors?.[0]?.extensions.requestId).toEqual(expect.any(String))
  })

  test('shows the same to those who may see it', async () => {
    const query = '{ shelf { owner { name } label } }'
    const { data, errors } = await askAs(query, { scope: 'other owners:read' })
    expect(data).toEqual({ shelf: { owner: { name: 'Ada' }, label: 'top' } })
    expect(errors).toBeUndefined()
    expect(await askAs(query, { scope: 'owners' })).toMatchObject({ data: { shelf: { owner: null } } })
  })

  test('names aliases and lists in its paths', async () => {
    const { data, errors } = await askAs('{ all: books { number: isbn title } }')
    expect(data).toEqual({ all: [null] })
    expect(errors).toMatchObject([{ path: ['all', '@', 'number'] }])
  })

  test('answers with nothing but errors where everything is refused, and asks nobody', async () => {
    const before = countRequests()
    const { status, data, errors } = await askAs('{ vault { gold } }')
    expect({ status, data }).toEqual({ status: 200, data: { vault: null } })
    expect(errors).toHaveLength(1)
    expect(countRequests()).toEqual(before)
  })

  test('never asks a subgraph for what is refused', async () => {
    const { vault, prices } = countRequests()
    await askAs('{ opening vault { gold } book { title cost } }')
    expect(countRequests()).toMatchObject({ vault, prices })
    await askAs('{ opening vault { gold } book { title cost } }', { roles: ['ADMIN'] })
    expect(countRequests()).toMatchObject({ vault: (vault ?? 0) + 1, prices: (prices ?? 0) + 1 })
  })

  test('does not run a mutation that the caller may not', async () => {
    const { library = 0 } = countRequests()
    const { data, paths } = await askAs('mutation { burn { title } }', { roles: ['INSTRUCTOR'] })
    expect({ data, paths }).toEqual({ data: { burn: null }, paths: ['burn'] })
    expect(countRequests()).toMatchObject({ library })
    expect((await askAs('mutation { burn { title } touch { id } }', { roles: ['ADMIN'] })).data).toEqual({
      burn: { title: 'Emile' },
      touch: { id: 'book-1' },
    })
  })

  test('leaves introspection alone', async () => {
    const { data, errors } = await askAs('{ __type(name: "Vault") { fields { name } } }')
    expect(data).toEqual({ __type: { fields: [{ name: 'gold' }] } })
    expect(errors).toBeUndefined()
  })
})

describe('nulls of refused fields', () => {
  test('travel up to the next nullable parent', async () => {
    expect(await askAs('{ opening shelf { label best { cost title } } }')).toMatchObject({
      data: { opening: 'at nine', shelf: null },
      paths: ['shelf/best/cost'],
    })
    expect((await askAs('{ book { cost title } }', { roles: ['ADMIN'] })).data).toEqual({
      book: { cost: 7, title: 'Emile' },
    })
  })

  test('travel up through lists', async () => {
    expect(await askAs('{ books { cost } opening }')).toMatchObject({
      data: { books: null, opening: 'at nine' },
      paths: ['books/@/cost'],
    })
    expect(await askAs('{ books { id cost } }')).toMatchObject({ data: { books: [null] } })
  })

  test('spare the same response key where it is allowed', async () => {
    const query = '{ works { id ... on Book { title } ... on Diary { title } } }'
    expect(await askAs(query)).toMatchObject({ data: { works: null }, paths: ['works/@/... on Diary/title'] })
    expect((await askAs(query, {})).data.works).toEqual([
      { id: 'book-1', title: 'Emile' },
      { id: 'diary-1', title: 'Mine' },
    ])
    const one = '{ work { id ... on Book { title } ... on Diary { secret } } book { id title } }'
    expect(await askAs(one)).toMatchObject({ data: { work: null, book: { id: 'book-1', title: 'Emile' } } })
  })
})

describe('what the router needs for itself', () => {
  test('is fetched and not shown', async () => {
    const { data, paths } = await askAs('{ book { title isbn price } }')
    expect({ data, paths }).toEqual({ data: { book: null }, paths: ['book/isbn'] })
    expect(await askAs('{ book { title price } }')).toMatchObject({ data: { book: { title: 'Emile', price: 6 } } })
    expect((await askAs('{ book { isbn price } }', {})).data).toEqual({ book: { isbn: 'isbn-1', price: 6 } })
  })

  test('is not shown under the name of something else either', async () => {
    const { data } = await askAs('{ book { ...B __typename } } fragment B on Book { price isbn: title }')
    expect(data).toEqual({ book: { price: 6, isbn: 'Emile', __typename: 'Book' } })
  })

  test('is not shown of any type that a selection may meet', async () => {
    const { data, paths } = await askAs('{ works { __typename ... on Book { isbn price } ... on Diary { n: id } } }')
    expect({ data, paths }).toEqual({ data: { works: null }, paths: ['works/@/... on Book/isbn'] })
  })
})

describe('callers of different rights', () => {
  test('never share a plan', async () => {
    const query = '{ book { title cost } opening }'
    const staff = { data: { book: { title: 'Emile', cost: 7 }, opening: 'at nine' } }
    const others = { data: { book: null, opening: 'at nine' }, paths: ['book/cost'] }
    for (const _again of [1, 2]) {
      expect(await askAs(query, { roles: ['ADMIN'] })).toMatchObject(staff)
      expect(await askAs(query)).toMatchObject(others)
      expect(await askAs(query, { roles: ['INSTRUCTOR', 'INSTRUCTOR@course_1'] })).toMatchObject(others)
    }
  })

  test('are told apart among parallel requests of one document', async () => {
    const query = '{ shelf { label owner { name } } vault { gold } }'
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        askAs(query, at % 3 === 0 ? undefined : { scope: at % 3 === 1 ? '' : 'owners:read' }),
      ),
    )
    const seen = all.map(({ data }) => [data.vault?.gold ?? null, data.shelf.owner?.name ?? null])
    expect(seen).toEqual(
      all.map(
        (_, at) =>
          [
            [null, null],
            [3, null],
            [3, 'Ada'],
          ][at % 3],
      ),
    )
  })
})

describe('refusing whole requests', () => {
  let strict: TestGraph
  beforeAll(async () => {
    strict = await startTestGraph({ subgraphs, environment: { AUTHORIZATION: 'reject' } })
  })
  afterAll(() => strict[Symbol.asyncDispose]())

  test('names every path and runs nothing', async () => {
    const { status, data, errors } = await strict.ask('{ opening shelf { owner { name } } vault { gold } }')
    expect(status).toBe(403)
    expect(data ?? null).toBeNull()
    expect(errors).toMatchObject([
      { ...UNAUTHORIZED, path: ['shelf', 'owner'] },
      { ...UNAUTHORIZED, path: ['vault'] },
    ])
    expect(strict.subgraph('library').requests).toEqual([])
  })

  test('does not touch a request that is allowed', async () => {
    expect(await strict.ask('{ opening vault { gold } }', {}, await strict.signedIn())).toMatchObject({
      status: 200,
      data: { opening: 'at nine', vault: { gold: 3 } },
    })
  })
})

describe('a router', () => {
  test('does not start with enforcement off where the supergraph asks for it', async () => {
    await expect(startTestGraph({ subgraphs, environment: { AUTHORIZATION: 'off' } })).rejects.toThrow('AUTHORIZATION')
  })

  test('starts with enforcement off where the supergraph asks for nothing', async () => {
    const open = { only: { typeDefs: 'type Query { a: Int }', resolvers: { Query: { a: () => 1 } } } }
    await using graph = await startTestGraph({ subgraphs: open, environment: { AUTHORIZATION: 'off' } })
    expect((await graph.ask('{ a }')).data).toEqual({ a: 1 })
  })

  test('does not start with a policy that it does not know', async () => {
    const stranger = { only: { typeDefs: 'type Query { a: Int @policy(policies: [["wizard"]]) }' } }
    await expect(startTestGraph({ subgraphs: stranger })).rejects.toThrow('wizard')
  })

  test('enforces directives under whatever name they were imported', async () => {
    const typeDefs = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
        { name: "@authenticated", as: "@login" }, { name: "@policy", as: "@authenticated" }])
      type Query { a: Int b: Int @login c: Int @authenticated(policies: [["staff"]]) d: Int @federation__requiresScopes(scopes: [["d"]]) }`
    const Query = { a: () => 1, b: () => 2, c: () => 3, d: () => 4 }
    await using graph = await startTestGraph({ subgraphs: { only: { typeDefs, resolvers: { Query } } } })
    expect(await graph.ask('{ a b c d }')).toMatchObject({ data: { a: 1, b: null, c: null, d: null } })
    expect(graph.subgraph('only').requests.map(({ query }) => query)).toEqual(['{a}'])
    const staff = await graph.signedIn({ roles: ['ADMIN'], scope: 'd' })
    expect(await graph.ask('{ a b c d }', {}, staff)).toMatchObject({ data: { a: 1, b: 2, c: 3, d: 4 } })
  })
})

function countRequests(): Record<string, number> {
  return Object.fromEntries(Object.keys(subgraphs).map((name) => [name, graph.subgraph(name).requests.length]))
}
