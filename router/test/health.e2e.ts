import { startRedisServer } from '@lms/testkit/redis-server'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestGraph } from './graph/test-graph.ts'

const redis = await startRedisServer()
afterAll(() => redis?.stop())

const books = { typeDefs: 'type Query { title: String }', resolvers: { Query: { title: () => 'Emile' } } }
const ratings = { typeDefs: 'type Query { rating: Int }', resolvers: { Query: { rating: () => 5 } } }
const start = (environment = {}) => startTestGraph({ subgraphs: { books, ratings }, environment })

async function look(url: string, path: string) {
  const response = await fetch(`${url}${path}`)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('all is well', async () => {
  await using graph = await start()
  expect(await look(graph.url, '/health')).toEqual({ status: 200, body: { status: 'ok', service: 'api-gateway' } })
  expect(await look(graph.url, '/health/ready')).toMatchObject({
    status: 200,
    body: { status: 'ready', supergraph: 'current', graph: expect.stringMatching(/^[\da-f]{16}$/) },
  })
  for (const path of ['/health/subgraphs', '/health/database']) {
    expect(await look(graph.url, path)).toEqual({
      status: 200,
      body: { status: 'ok', service: 'api-gateway', subgraphs: { books: 'ok', ratings: 'ok' } },
    })
  }
})

test('a dead subgraph is named, is no reason to take the router out of service, and its address is not told', async () => {
  await using graph = await start()
  const { port } = new URL(graph.subgraph('ratings').url)
  await graph.subgraph('ratings')[Symbol.asyncDispose]()
  const told = await look(graph.url, '/health/subgraphs')
  expect(told).toEqual({
    status: 503,
    body: { status: 'failed', service: 'api-gateway', subgraphs: { books: 'ok', ratings: 'unreachable' } },
  })
  expect(JSON.stringify(told)).not.toContain(port)
  for (const path of ['/health', '/health/ready']) expect((await look(graph.url, path)).status).toBe(200)
})

test('a subgraph that is unwell, and one that has no such check, are told apart', async () => {
  await using graph = await start()
  graph.subgraph('books').answerHealth(503)
  graph.subgraph('ratings').answerHealth(404)
  expect(await look(graph.url, '/health/database')).toMatchObject({
    status: 503,
    body: { subgraphs: { books: 'failed', ratings: 'unknown' } },
  })
  graph.subgraph('books').answerHealth(200)
  expect(await look(graph.url, '/health/database')).toMatchObject({ status: 200 })
})

test('what is not used has no check', async () => {
  await using graph = await start()
  expect((await look(graph.url, '/health/redis')).status).toBe(404)
})

describe.runIf(redis)('Redis', () => {
  test('is looked at, and its loss is no reason to take the router out of service', async () => {
    const own = await startRedisServer()
    if (!own) throw new Error('unreachable: there is one above')
    await using graph = await start({ COST_LIMITS: 'enforce', REDIS_URL: own.url })
    expect(await look(graph.url, '/health/redis')).toMatchObject({ status: 200 })
    await own.stop()
    await expect
      .poll(() => look(graph.url, '/health/redis'))
      .toEqual({
        status: 503,
        body: { status: 'failed', service: 'api-gateway' },
      })
    expect((await look(graph.url, '/health/ready')).status).toBe(200)
    expect((await graph.ask('{ title }')).data).toEqual({ title: 'Emile' })
  })
})

test('while the router drains it is not ready, and what it was asked before is answered', async () => {
  const graph = await start()
  const held = Promise.withResolvers<void>()
  graph.subgraph('books').misbehave((_request, response) => {
    void held.promise.then(() => response.end('{"data":{"title":"late"}}'))
  })
  const running = graph.ask('{ title }')
  await expect.poll(() => graph.subgraph('books').requests.length).toBe(1)
  const stopped = graph[Symbol.asyncDispose]()
  await expect
    .poll(() =>
      fetch(`${graph.url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    .toBe(false)
  held.resolve()
  expect((await running).data).toEqual({ title: 'late' })
  await stopped
})
