import { request as httpRequest } from 'node:http'
import { INTERNAL_TOKEN_HEADER } from '@lms/kit/internal-token'
import { createKeyPair } from '@lms/kit/key-pair'
import { eventually } from '@lms/testkit/eventually'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { startTestGraph } from './graph/test-graph.ts'
import type { TestSubgraph } from './graph/test-subgraph.ts'

/** One subgraph that behaves and one that does not; each test has its own, for circuits remember. */
const startMoodyGraph = () =>
  startTestGraph({
    subgraphs: {
      stable: { typeDefs: 'type Query { stable: String }', resolvers: { Query: { stable: () => 'here' } } },
      moody: {
        typeDefs: 'type Query { mood: String } type Mutation { change: String }',
        resolvers: { Query: { mood: () => 'fine' }, Mutation: { change: () => 'done' } },
      },
    },
    environment: { SUBGRAPH_TIMEOUT_MS: '400', MAX_SUBGRAPH_ANSWER_BYTES: '100000' },
  })

describe('when one subgraph fails, the rest of the answer comes', () => {
  test.each([
    ['closes the connection', (_request, response) => response.destroy(), 'SERVICE_UNAVAILABLE'],
    ['never answers', () => {}, 'TIMEOUT'],
    [
      'answers with a page',
      (_request, response) => response.writeHead(502).end('<html>Bad gateway</html>'),
      'SERVICE_UNAVAILABLE',
    ],
    ['answers half', (_request, response) => response.end('{"data":{"mood":'), 'SERVICE_UNAVAILABLE'],
    ['answers something else', (_request, response) => response.end('[1,2]'), 'SERVICE_UNAVAILABLE'],
    [
      'answers far too much',
      (_request, response) => response.end(`{"data":{"mood":"${'x'.repeat(200_000)}"}}`),
      'SERVICE_UNAVAILABLE',
    ],
    [
      'refuses the router',
      (_request, response) => response.writeHead(401).end('{"errors":[{"message":"no"}]}'),
      'SERVICE_UNAVAILABLE',
    ],
  ] satisfies [string, Parameters<TestSubgraph['misbehave']>[0], string][])(
    'it %s',
    async (_what, misbehaviour, code) => {
      await using graph = await startMoodyGraph()
      graph.subgraph('moody').misbehave(misbehaviour)
      const { status, data, errors } = await graph.ask('{ stable mood }')
      expect(status).toBe(200)
      expect(data).toEqual({ stable: 'here', mood: null })
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code])
      expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|moody|connect|ECONN/i)
    },
  )
})

describe('a subgraph that nobody can reach', () => {
  test('is asked once more for a read, and the answer is as if nothing had been', async () => {
    await using graph = await startMoodyGraph()
    let calls = 0
    graph.subgraph('moody').misbehave((_request, response) => {
      calls += 1
      if (calls === 1) return response.destroy()
      return response.end('{"data":{"mood":"better"}}')
    })
    expect(await graph.ask('{ mood }')).toMatchObject({ data: { mood: 'better' } })
    expect(calls).toBe(2)
  })

  test('is never asked twice to change something', async () => {
    await using graph = await startMoodyGraph()
    graph.subgraph('moody').misbehave((_request, response) => response.destroy())
    const { errors } = await graph.ask('mutation { change }')
    expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE')
    expect(graph.subgraph('moody').requests).toHaveLength(1)
  })

  test('is left alone after many failures, and asked again once it is back', async () => {
    await using own = await startTestGraph({
      subgraphs: { dead: { typeDefs: 'type Query { pulse: Int }', resolvers: { Query: { pulse: () => 1 } } } },
    })
    const dead = own.subgraph('dead')
    dead.misbehave((_request, response) => response.destroy())
    for (let turn = 0; turn < 20; turn += 1) await own.ask('{ pulse }')
    const asked = dead.requests.length
    await own.ask('{ pulse }')
    expect(dead.requests.length).toBe(asked)

    dead.misbehave(null)
    await expect.poll(async () => (await own.ask('{ pulse }')).data).toEqual({ pulse: 1 })
  })
})

test('the operation’s deadline reaches the subgraph and ends what takes longer', async () => {
  await using own = await startTestGraph({
    subgraphs: { slow: { typeDefs: 'type Query { slow: Int }', resolvers: { Query: { slow: () => 1 } } } },
    environment: { OPERATION_DEADLINE_MS: '500' },
  })
  const slow = own.subgraph('slow')
  // Planned before, so that all of the time is the subgraph's.
  await eventually(
    () => own.ask('{ slow }'),
    ({ data }) => expect(data).toEqual({ slow: 1 }),
  )
  let closed = false
  slow.misbehave((_request, response) => response.on('close', () => (closed = true)))
  const sent = Date.now()
  const { data, errors } = await own.ask('{ slow }')
  expect(data).toEqual({ slow: null })
  expect(errors?.[0]?.extensions.code).toBe('TIMEOUT')
  const deadline = Number(slow.requests.at(-1)?.headers['x-deadline'])
  expect(deadline).toBeGreaterThanOrEqual(sent + 500)
  expect(deadline).toBeLessThan(sent + 10_000)
  await expect.poll(() => closed).toBe(true)
})

test('a subgraph learns for which client it changes something, by what trusted proxies say and nothing else', async () => {
  await using own = await startTestGraph({
    subgraphs: {
      shop: {
        typeDefs: 'type Query { price: Int } type Mutation { buy: Int }',
        resolvers: { Query: { price: () => 1 }, Mutation: { buy: () => 1 } },
      },
    },
    environment: {
      SUBGRAPH_AUTHENTICATION: 'on',
      SERVICE_SECRET_KEY: createKeyPair().privateKey,
      TRUSTED_PROXIES: '1',
    },
  })
  for (const forwardedFor of ['192.0.2.1', '198.51.100.9, 192.0.2.1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::7'])
    await own.ask('mutation { buy }', {}, { 'x-forwarded-for': forwardedFor })
  await own.ask('{ price }', {}, { 'x-forwarded-for': '192.0.2.1' })
  const clients = own
    .subgraph('shop')
    .requests.map(({ headers }) => decodeJwt(String(headers[INTERNAL_TOKEN_HEADER])).client)
  expect(clients).toEqual(['192.0.2.1', '192.0.2.1', '2001:db8:1:2::/64', '2001:db8:1:2::/64', undefined])
})

test('a client that goes away ends what was asked for it', async () => {
  await using own = await startTestGraph({
    subgraphs: { slow: { typeDefs: 'type Query { slow: Int }', resolvers: { Query: { slow: () => 1 } } } },
  })
  const slow = own.subgraph('slow')
  let closed = false
  slow.misbehave((_request, response) => response.on('close', () => (closed = true)))
  const client = httpRequest(`${own.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } })
  client.on('error', () => {})
  client.end('{"query":"{ slow }"}')
  await expect.poll(() => slow.requests.length).toBe(1)
  client.destroy()
  await expect.poll(() => closed).toBe(true)
})
