import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findRedisProgram, type RedisServer, startRedisServer } from '@lms/local/redis-server'
import type { TokenClaims } from '@lms/testkit/token-issuer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BOOKSHOP_ANSWER, BOOKSHOP_QUERY, bookshop, composeAsIn2022 } from './generic/bookshop.ts'
import { CINEMA_ANSWER, CINEMA_QUERY, cinema } from './generic/cinema.ts'
import { HOSPITAL_QUERY, hospital, hospitalAnswer } from './generic/hospital.ts'
import { composeSupergraph, startTestGraph, type TestGraph } from './graph/test-graph.ts'

/** No part that a graph could do without. */
const OFF = {
  AUTHENTICATION: 'off',
  JWKS_URL: undefined,
  AUTHORIZATION: 'off',
  INTROSPECTION: 'off',
  REQUEST_LIMITS: 'off',
}

const program = await findRedisProgram(['valkey-server', 'redis-server'])
if (program === null && process.env.LMS_REQUIRE_REAL === '1') throw new Error('No real Redis: redis-server is needed')

let folder: string
let redis: RedisServer | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lms-generic-'))
  if (program) redis = await startRedisServer(program, folder)
})
afterAll(async () => {
  await redis?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Every part. */
const on = () => ({
  AUTHENTICATION: 'on',
  AUTHORIZATION: 'filter',
  INTROSPECTION: 'on',
  REQUEST_LIMITS: 'on',
  COST_LIMITS: 'enforce',
  RATE_LIMIT: 'on',
  AUTOMATIC_PERSISTED_QUERIES: 'on',
  PERSISTED_OPERATIONS: 'on',
  SUBGRAPH_AUTHENTICATION: 'on',
  SERVICE_SECRET_KEY: String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
  REDIS_URL: redis?.url,
})

const INTROSPECTION = '{ __schema { queryType { name } } }'
const MANY_ALIASES = `{ ${'a: __typename '.repeat(31)} }`

const graphs = [
  ['interfaces and moved fields', { subgraphs: cinema }, CINEMA_QUERY, CINEMA_ANSWER],
  ['the specifications of 2022', { subgraphs: bookshop, compose: composeAsIn2022 }, BOOKSHOP_QUERY, BOOKSHOP_ANSWER],
] as const

describe.each(graphs)('a graph with %s', (_what, options, query, answer) => {
  test('is answered with everything off', async () => {
    await using graph = await startTestGraph({ ...options, environment: OFF })
    const { status, data, errors, extensions } = await graph.ask(query)
    expect({ status, data, errors, extensions }).toEqual({ status: 200, data: answer })
    expect((await graph.ask(INTROSPECTION)).status).toBe(400)
    expect((await graph.ask(MANY_ALIASES)).status).toBe(200)
  })

  test.runIf(program)('is answered with everything on', async () => {
    await using graph = await startTestGraph({ ...options, environment: on() })
    const { status, data, errors, extensions } = await graph.ask(query, {}, await graph.signedIn())
    expect({ status, data, errors }).toEqual({ status: 200, data: answer })
    expect(extensions.cost.actualQueryCost).toBeGreaterThan(0)
    expect(extensions.cost.throttleStatus).toMatchObject({ maximumAvailable: 30_000 })
    await expectEverythingOn(graph, Object.keys(options.subgraphs))
  })
})

test('what a subgraph hands on is not asked of another, and what moved is asked where it is now', async () => {
  await using graph = await startTestGraph({ subgraphs: cinema, environment: OFF })
  expect((await graph.ask('{ chart { title label } }')).data).toEqual({ chart: [{ title: 'Stalker', label: 'new' }] })
  expect(graph.subgraph('catalogue').requests).toEqual([])
})

test('a graph of 2022 hides what it calls inaccessible, and takes mutations', async () => {
  await using graph = await startTestGraph({ subgraphs: bookshop, compose: composeAsIn2022, environment: OFF })
  expect((await graph.ask('{ book(isbn: "1") { shelf } }')).status).toBe(400)
  expect((await graph.ask('mutation { send(isbn: "2") { title postage } }')).data).toEqual({
    send: { title: 'Emile', postage: 5 },
  })
})

describe('a graph with auth directives under names of its own', () => {
  test('is not served with their enforcement off', async () => {
    await expect(startTestGraph({ subgraphs: hospital, environment: OFF })).rejects.toThrow('AUTHORIZATION: is off')
  })

  test('shows what is open to everybody where nobody can sign in', async () => {
    await using graph = await startTestGraph({ subgraphs: hospital, environment: { ...OFF, AUTHORIZATION: 'filter' } })
    expect((await graph.ask(HOSPITAL_QUERY)).data).toEqual(hospitalAnswer({}))
    expect(graph.subgraph('records').requests).toEqual([])
  })

  test.runIf(program)('shows each caller their part with everything on', async () => {
    await using graph = await startTestGraph({ subgraphs: hospital, environment: on() })
    const askAs = async (claims: TokenClaims) => graph.ask(HOSPITAL_QUERY, {}, await graph.signedIn(claims))
    expect((await askAs({})).data).toEqual(hospitalAnswer({ ward: 'B' }))
    expect((await askAs({ roles: ['ADMIN'] })).data).toEqual(hospitalAnswer({ ward: 'B', notes: 'stable' }))
    const granted = await askAs({ scope: 'records:read' })
    expect(granted.data).toEqual(hospitalAnswer({ ward: 'B', blood: 'A+' }))
    // Two requests of one patient each, and a field of weight 7.
    expect(granted.extensions.cost.actualQueryCost).toBe(1 + 1 + 7)
    await expectEverythingOn(graph, Object.keys(hospital))
  })
})

test.each(['SECURITY', 'EXECUTION'])('a graph that needs something unknown for: %s is not served', async (purpose) => {
  const compose = (running: Parameters<typeof composeSupergraph>[0]) =>
    composeSupergraph(running).replace(
      '@link(url: "https://specs.apollo.dev/link/v1.0")',
      `$& @link(url: "https://shop.example/embargo/v1.0", for: ${purpose})`,
    )
  await expect(startTestGraph({ subgraphs: cinema, compose, environment: OFF })).rejects.toThrow(
    new RegExp(
      `^.*SUPERGRAPH_PATH: .* is refused: feature https://shop.example/embargo/v1.0 is for: ${purpose} .*`,
      'ms',
    ),
  )
})

test('arguments come from the objects above (@fromContext), for equal entities each its own', async () => {
  const shops = [
    { id: 's1', currency: 'EUR', offers: [{ id: 'o1' }, { id: 'o2' }] },
    { id: 's2', currency: 'INR', offers: [{ id: 'o1' }] },
    { id: 's3', currency: 'EUR', offers: [{ id: 'o1' }] },
  ]
  await using graph = await startTestGraph({
    subgraphs: {
      shop: {
        typeDefs: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@context", "@fromContext"])
          type Query { shops: [Shop!]! }
          type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String offers: [Offer!]! }
          type Offer @key(fields: "id") { id: ID! price(currency: String @fromContext(field: "$shop { currency }")): String }`,
        resolvers: {
          Query: { shops: () => shops },
          Offer: {
            __resolveReference: (offer: object) => offer,
            price: ({ id }: { id: string }, { currency }: { currency: string }) => `${id} in ${currency}`,
          },
        },
      },
    },
    environment: OFF,
  })
  expect((await graph.ask('{ shops { offers { price } } }')).data).toEqual({
    shops: [
      { offers: [{ price: 'o1 in EUR' }, { price: 'o2 in EUR' }] },
      { offers: [{ price: 'o1 in INR' }] },
      { offers: [{ price: 'o1 in EUR' }] },
    ],
  })
  expect(graph.subgraph('shop').requests.map(({ variables }) => variables)).toEqual([
    {},
    {
      representations_0: [
        { __typename: 'Offer', id: 'o1' },
        { __typename: 'Offer', id: 'o2' },
      ],
      contextualArgument_1_0_0: 'EUR',
      representations_1: [{ __typename: 'Offer', id: 'o1' }],
      contextualArgument_1_0_1: 'INR',
    },
  ])
})

/** Tokens are read, subgraphs get one too, introspection answers, hashes find documents, limits and windows hold. */
async function expectEverythingOn(graph: TestGraph, subgraphs: readonly string[]): Promise<void> {
  expect((await graph.post({ query: '{ __typename }' }, { authorization: 'Bearer nonsense' })).status).toBe(401)
  for (const name of subgraphs)
    expect(graph.subgraph(name).requests.every(({ headers }) => headers['x-internal-token'])).toBe(true)
  expect((await graph.ask(INTROSPECTION)).data).toEqual({ __schema: { queryType: { name: 'Query' } } })
  expect((await graph.ask(MANY_ALIASES)).status).toBe(400)
  const unknown = { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }
  expect(await (await graph.post(unknown)).json()).toMatchObject({
    errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  })
}
