import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { startRedisServer } from '@lms/testkit/redis-server'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { startTestGraph } from './graph/test-graph.ts'

const catalogue = {
  typeDefs: 'type Query { title: String heavy: Int @cost(weight: 40) held: String forbidden: String }',
  resolvers: {
    Query: {
      title: () => 'Emile',
      heavy: () => 1,
      forbidden: () => {
        throw Object.assign(new Error('no'), { extensions: { code: 'FORBIDDEN' } })
      },
    },
  },
}
const ratings = { typeDefs: 'type Query { rating: Int }', resolvers: { Query: { rating: () => 5 } } }

const redis = await startRedisServer()

const world = setUp(async () => {
  const graph = await startTestGraph({
    subgraphs: { catalogue, ratings },
    environment: redis
      ? {
          COST_LIMITS: 'enforce',
          COST_BUDGET_ANONYMOUS: '60:1',
          COST_BUDGET_USER: '100000:1000',
          REDIS_URL: redis.url,
        }
      : {},
  })
  const user = await graph.signedIn()
  return {
    graph,
    ask: (query: string) => graph.ask(query, {}, user),
    async [Symbol.asyncDispose]() {
      await graph[Symbol.asyncDispose]()
      await redis?.stop()
    },
  }
})

const scrape = async (): Promise<string> => (await fetch(`${world.graph.url}/metrics`)).text()

/** The value of one series, labels in any order; 0 where it does not exist. */
async function read(name: string, labels: Record<string, string> = {}): Promise<number> {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const line = (await scrape())
    .split('\n')
    .find((text) => /^[a-z_]+/.exec(text)?.[0] === name && wanted.every((label) => text.includes(label)))
  return Number(line?.split(' ').at(-1) ?? 0)
}

/** How much a series grows by an action. */
async function growth(name: string, labels: Record<string, string>, action: () => Promise<unknown>): Promise<number> {
  const before = await read(name, labels)
  await action()
  return (await read(name, labels)) - before
}

const requests = (operation: string, outcome: string, action: () => Promise<unknown>) =>
  growth('lms_router_requests_total', { operation, outcome }, action)

test('requests are counted by operation and by what became of them', async () => {
  const { ask } = world
  expect(await requests('Good', 'ok', () => ask('query Good { title }'))).toBe(1)
  expect(await requests('Partly', 'errors', () => ask('query Partly { title forbidden }'))).toBe(1)
  expect(await requests('unnamed', 'ok', () => ask('{ title }'))).toBe(1)
  expect(await requests('unknown', 'refused', () => ask('{ nothing }'))).toBe(1)
  expect(await requests('unknown', 'refused', () => ask('{'))).toBe(1)
  const stranger = () => world.graph.ask('{ title }', {}, { authorization: 'Bearer x.y.z' })
  expect(await requests('unknown', 'refused', stranger)).toBe(1)
})

test('errors are counted by code, those of subgraphs by subgraph', async () => {
  const ask = () => world.ask('{ forbidden }')
  expect(await growth('lms_router_errors_total', { code: 'FORBIDDEN' }, ask)).toBe(1)
  const labels = { subgraph: 'catalogue', code: 'FORBIDDEN' }
  expect(await growth('lms_router_subgraph_errors_total', labels, ask)).toBe(1)
  const invalid = () => world.ask('{ nothing }')
  expect(await growth('lms_router_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' }, invalid)).toBe(1)
})

test('what runs is timed by operation; what is refused is not', async () => {
  const timed = (text: string) =>
    growth('lms_router_operation_duration_seconds_count', { operation: 'Timed' }, () => world.ask(text))
  expect(await timed('query Timed { title }')).toBe(1)
  expect(await timed('query Timed { nothing }')).toBe(0)
})

test('an operation is planned once', async () => {
  const plans = () => read('lms_router_planning_duration_seconds_count')
  const hits = () => read('lms_router_cache_lookups_total', { cache: 'plan', result: 'hit' })
  const ask = () => world.ask('query PlannedOnce { title rating }')
  const [plansBefore, hitsBefore] = [await plans(), await hits()]
  await ask()
  expect([(await plans()) - plansBefore, (await hits()) - hitsBefore]).toEqual([1, 0])
  await ask()
  expect([(await plans()) - plansBefore, (await hits()) - hitsBefore]).toEqual([1, 1])
})

test.runIf(redis)('costs and what they refuse are told by kind of caller', async () => {
  const labels = { caller: 'anonymous' }
  const ask = () => world.graph.ask('query Heavy { heavy }')
  expect(await growth('lms_router_estimated_cost_points_sum', labels, ask)).toBe(40)
  expect(await growth('lms_router_throttled_total', labels, ask)).toBe(1)
  expect(await requests('Heavy', 'throttled', ask)).toBe(1)
  expect(await read('lms_router_budget_steps_total', { store: 'redis' })).toBeGreaterThan(0)
})

test('what waits and who is connected is told as it is now', async () => {
  const inFlight = () => read('lms_router_requests_in_flight')
  await expect.poll(inFlight).toBe(0)
  world.graph.subgraph('catalogue').misbehave(() => {})
  const gone = new AbortController()
  const cancelled = () => read('lms_router_requests_total', { operation: 'Held', outcome: 'cancelled' })
  const body = JSON.stringify({ query: 'query Held { held }' })
  const headers = { 'content-type': 'application/json' }
  const request = fetch(`${world.graph.url}/graphql`, { method: 'POST', headers, body, signal: gone.signal })
  request.catch(() => {})
  await expect.poll(inFlight).toBe(1)
  gone.abort()
  await expect.poll(inFlight).toBe(0)
  await expect.poll(cancelled).toBe(1)
  world.graph.subgraph('catalogue').misbehave(null)

  const before = await read('lms_router_open_connections')
  const socket = connect(Number(new URL(world.graph.url).port), '127.0.0.1')
  await expect.poll(() => read('lms_router_open_connections')).toBeGreaterThan(before)
  socket.destroy()
})

test('names that a stranger makes up make no series without end', async () => {
  const { ask } = world
  await Promise.all(Array.from({ length: 260 }, (_, n) => ask(`query Made_up_${n} { title }`)))
  const names = (await scrape()).match(/lms_router_requests_total\{operation="[^"]+"/g) ?? []
  expect(new Set(names).size).toBeLessThan(210)
  expect(await read('lms_router_requests_total', { operation: 'other', outcome: 'ok' })).toBeGreaterThan(50)
})

test('a subgraph that nobody reaches is seen, and that it is left alone', async () => {
  expect(await read('lms_router_subgraph_circuit_open', { subgraph: 'ratings' })).toBe(0)
  world.graph.subgraph('ratings').misbehave((_request, response) => response.destroy())
  const outcome = (name: string) =>
    read('lms_router_subgraph_request_duration_seconds_count', { subgraph: 'ratings', outcome: name })
  await expect
    .poll(async () => {
      await world.ask('{ title rating }')
      return read('lms_router_subgraph_circuit_open', { subgraph: 'ratings' })
    })
    .toBe(1)
  expect(await outcome('unreachable')).toBeGreaterThan(0)
  const refused = await outcome('refused')
  expect(await requests('unnamed', 'failed', () => world.ask('{ title rating }'))).toBe(1)
  expect(await outcome('refused')).toBeGreaterThan(refused)
})

test('the documentation names each metric of the router with its labels, and no other', async () => {
  const text = await readFile(new URL('../../docs/observability.md', import.meta.url), 'utf8')
  const documented = [...text.matchAll(/^\| `(lms_router_[a-z_]+)` \| ([^|]*)\|/gm)].map(([, name, labels]) => [
    name,
    [...(labels ?? '').matchAll(/`([a-z]+)`/g)].map(([, label]) => label).sort(),
  ])
  const metrics = world.graph.router.metrics.registry.getMetricsAsArray() as unknown as {
    name: string
    labelNames: string[]
  }[]
  const exported = metrics
    .filter(({ name }) => name.startsWith('lms_router_'))
    .map(({ name, labelNames }) => [name, [...labelNames].sort()])
  // The feed belongs to graphs with an identity subgraph, which this one is not.
  const feed = ['lms_router_access_feed_age_seconds', []]
  expect(documented.sort()).toEqual([...exported, feed].sort())
})
