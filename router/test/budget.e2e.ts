import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@lms/kit/log'
import { connectRedis, connectRedisCluster } from '@lms/kit/redis'
import { findRedisProgram, type RedisServer, startRedisServer } from '@lms/local/redis-server'
import { startRedisCluster } from '@lms/testkit/redis-cluster'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestGraph, type TestGraphOptions } from './graph/test-graph.ts'

const silent = createLogger({ level: 'silent' })

const claimOf = (authorization: string): string =>
  JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()).sub

/** One field of weight 10: an operation that costs 10 points, whatever it answers. */
const shop = {
  typeDefs:
    'type Query { price: Int @cost(weight: 10) prices(first: Int!): [Price!]! @listSize(slicingArguments: ["first"]) } type Price @key(fields: "id") { id: ID! amount: Int }',
  resolvers: {
    Query: {
      price: () => 1,
      prices: () => [
        { id: '1', amount: 1 },
        { id: '2', amount: 2 },
      ],
    },
  },
}

const store = {
  typeDefs: 'type Price @key(fields: "id") { id: ID! stock: Int @cost(weight: 5) }',
  resolvers: { Price: { stock: () => 3 } },
}

const startShop = (redisUrl: string, environment: TestGraphOptions['environment'] = {}) =>
  startTestGraph({
    subgraphs: { shop, store },
    environment: {
      COST_LIMITS: 'enforce',
      REDIS_URL: redisUrl,
      COST_BUDGET_ANONYMOUS: '500:1',
      COST_BUDGET_USER: '1000:10',
      COST_BUDGET_STAFF: '5000:50',
      ...environment,
    },
  })

const program = await findRedisProgram(['valkey-server', 'redis-server'])
if (program === null && process.env.LMS_REQUIRE_REAL === '1') throw new Error('No real Redis: redis-server is needed')

describe.runIf(program)('on a real Redis', () => {
  let folder: string
  let redis: RedisServer
  const startRedis = (settings = {}) => {
    if (!program) throw new Error('unreachable: without the program nothing runs')
    return startRedisServer(program, folder, settings)
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lms-budget-'))
    redis = await startRedis()
  })
  afterAll(async () => {
    await redis.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('of 200 requests at once exactly as many pass as the bucket holds', async () => {
    await using graph = await startShop(redis.url, { COST_BUDGET_USER: '1000:1' })
    await expectFiftyOf200(graph)
  })

  test('replicas share the bucket of a caller, and callers do not share theirs', async () => {
    await using one = await startShop(redis.url, { COST_BUDGET_USER: '100:1' })
    await using two = await startShop(redis.url, { COST_BUDGET_USER: '100:1' })
    const ada = await one.signedIn({ sub: `user_${crypto.randomUUID()}` })
    const answers = await Promise.all(Array.from({ length: 10 }, () => one.ask('{ price }', {}, ada)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    // Each replica has an issuer of its own, so a token of the same person is needed there.
    const sameAda = await two.signedIn({ sub: claimOf(ada.authorization) })
    expect((await two.ask('{ price }', {}, sameAda)).status).toBe(429)
    expect((await two.ask('{ price }', {}, await two.signedIn({ sub: `user_${crypto.randomUUID()}` }))).status).toBe(
      200,
    )
  })

  test('an answer says what it cost and what is left; what was not used comes back', async () => {
    await using graph = await startShop(redis.url)
    const caller = await graph.signedIn({ sub: `user_${crypto.randomUUID()}` })
    const response = await graph.post({ query: '{ prices(first: 100) { amount } }' }, caller)
    const { extensions } = await response.json()
    expect(extensions.cost).toEqual({
      requestedQueryCost: 100,
      actualQueryCost: 2,
      throttleStatus: { maximumAvailable: 1000, currentlyAvailable: 998, restoreRate: 10 },
    })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'ratelimit-policy': '"cost";q=1000;w=100;qu="points"',
      ratelimit: '"cost";r=998;t=1',
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '998',
    })
  })

  test('over budget is 429 with the time to wait; nothing is asked of any subgraph', async () => {
    await using graph = await startShop(redis.url, { COST_BUDGET_USER: '100:10' })
    const caller = await graph.signedIn({ sub: `user_${crypto.randomUUID()}` })
    expect((await graph.ask('query { a: price b: price c: price d: price e: price }', {}, caller)).status).toBe(200)
    graph.subgraph('shop').requests.length = 0
    const response = await graph.post({ query: '{ prices(first: 90) { amount } }' }, caller)
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBe(4)
    const { errors, data, extensions } = await response.json()
    expect(data).toBeUndefined()
    expect(errors[0].extensions.code).toBe('THROTTLED')
    expect(extensions.cost).toMatchObject({
      requestedQueryCost: 90,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 100, restoreRate: 10 },
    })
    expect(graph.subgraph('shop').requests).toHaveLength(0)
  })

  test('an operation above the ceiling is refused whoever asks, and one that no wait could pay, too', async () => {
    await using graph = await startShop(redis.url, { MAX_OPERATION_COST: '2000' })
    const staff = await graph.signedIn({ sub: `user_${crypto.randomUUID()}`, roles: ['ADMIN'] })
    for (const [first, caller] of [
      [2_001, staff],
      [600, {}],
    ] as const) {
      const { status, errors } = await graph.ask(`{ prices(first: ${first}) { amount } }`, {}, { ...caller })
      expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'MAX_COST_EXCEEDED'])
    }
  })

  test('an operation that fails is charged all the same', async () => {
    await using graph = await startShop(redis.url)
    const caller = await graph.signedIn({ sub: `user_${crypto.randomUUID()}` })
    graph.subgraph('shop').misbehave((_request, response) => response.end('{"errors":[{"message":"no"}],"data":null}'))
    expect((await graph.ask('{ price }', {}, caller)).extensions.cost).toMatchObject({ actualQueryCost: 10 })
    graph.subgraph('shop').misbehave((_request, response) => response.destroy())
    expect((await graph.ask('{ price }', {}, caller)).extensions.cost).toMatchObject({ actualQueryCost: 10 })
  })

  test('a client that leaves gets back what was not begun, and pays for what was', async () => {
    await using graph = await startShop(redis.url)
    const caller = await graph.signedIn({ sub: `user_${crypto.randomUUID()}` })
    const left = async (): Promise<number> =>
      (await graph.ask('{ __typename }', {}, caller)).extensions.cost.throttleStatus.currentlyAvailable
    graph.subgraph('shop').misbehave(() => {})
    const leaving = new AbortController()
    const asked = fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...caller },
      body: JSON.stringify({ query: '{ prices(first: 100) { amount stock } }' }),
      signal: leaving.signal,
    }).catch(() => {})
    await expect.poll(() => graph.subgraph('shop').requests.length).toBe(1)
    // A hundred prices of the shop, then a hundred of the store at 1 + 5 points each.
    const reserved = await left()
    expect(reserved).toBeGreaterThanOrEqual(300)
    expect(reserved).toBeLessThan(400)
    leaving.abort()
    await asked
    await expect.poll(left).toBeGreaterThanOrEqual(900)
    expect(await left()).toBeLessThan(1000)
  })

  test('measuring reports and refuses nothing', async () => {
    await using graph = await startShop(redis.url, { COST_LIMITS: 'measure', MAX_OPERATION_COST: '10' })
    const { status, extensions } = await graph.ask('{ prices(first: 5000) { amount } }')
    expect(status).toBe(200)
    expect(extensions.cost).toEqual({ requestedQueryCost: 5000, actualQueryCost: 2 })
  })

  test('anonymous callers have a window of requests by address, whatever they claim to be forwarded for', async () => {
    await using graph = await startShop(redis.url, {
      RATE_LIMIT: 'on',
      RATE_LIMIT_MAX_REQUESTS: '3',
      RATE_LIMIT_WINDOW_MS: '60000',
      TRUSTED_PROXIES: '1',
    })
    const from = (forwarded: string, caller = {}) =>
      graph.post({ query: '{ __typename }' }, { 'x-forwarded-for': forwarded, ...caller })
    const address = `203.0.113.${Math.floor(Math.random() * 250)}`
    const statuses = []
    for (const spoofed of ['', '198.51.100.1, ', '198.51.100.2, ', '198.51.100.3, 198.51.100.4, '])
      statuses.push((await from(`${spoofed}${address}`)).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    const refused = await from(address)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/)

    expect((await from('198.51.100.77')).status).toBe(200)
    expect((await from(address, await graph.signedIn())).status).toBe(200)
  })

  test('where no proxy is trusted, no header makes anybody another address', async () => {
    await using graph = await startShop(redis.url, {
      COST_LIMITS: 'off',
      RATE_LIMIT: 'on',
      RATE_LIMIT_MAX_REQUESTS: '3',
      RATE_LIMIT_WINDOW_MS: '60000',
    })
    const from = (headers = {}) => graph.post({ query: '{ __typename }' }, headers)
    for (let turn = 0; turn < 3; turn += 1) expect((await from()).status).toBe(200)
    for (const name of [
      'x-forwarded-for',
      'forwarded',
      'x-real-ip',
      'x-client-ip',
      'true-client-ip',
      'cf-connecting-ip',
    ])
      expect([name, (await from({ [name]: '203.0.113.1' })).status]).toEqual([name, 429])
  })

  describe('that goes away', () => {
    test.each([
      [
        'freezes',
        (server: RedisServer): void => void process.kill(server.pid, 'SIGSTOP'),
        (server: RedisServer): void => void process.kill(server.pid, 'SIGCONT'),
      ],
      ['dies', (server: RedisServer): Promise<void> => server.stop(), null],
    ] as const)(
      'it %s: answers go on with buckets in memory, and its return needs no restart',
      async (_what, leave, comeBack) => {
        let own = await startRedis()
        const { port } = new URL(own.url)
        await using graph = await startShop(own.url, { COST_BUDGET_USER: '100:1' })
        const caller = await graph.signedIn({ sub: `user_${crypto.randomUUID()}` })
        const ask = (): Promise<{ status: number }> => graph.ask('{ price }', {}, caller)
        const stored = async () => {
          const client = connectRedis(own.url, silent)
          await expect.poll(() => client.status).toBe('ready')
          const keys = await client.keys('*')
          client.disconnect()
          return keys.length
        }
        expect((await ask()).status).toBe(200)

        await leave(own)
        const during = []
        for (let turn = 0; turn < 12; turn += 1) during.push((await ask()).status)
        // The bucket in memory is full at first, and is a bucket all the same.
        expect(during.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 200))
        expect(during.at(-1)).toBe(429)

        if (comeBack) comeBack(own)
        else own = await startRedis({ port })
        await expect.poll(async () => ((await ask()).status === 200 ? stored() : 0)).toBeGreaterThan(0)
        await own.stop()
      },
    )
  })
})

test.runIf(program)(
  'on a Redis Cluster of three nodes, of 200 requests at once exactly as many pass as the bucket holds',
  async () => {
    const cluster = await startRedisCluster()
    if (!cluster) throw new Error('unreachable: the program is there')
    try {
      await using graph = await startShop(cluster.url, { REDIS_CLUSTER: 'on', COST_BUDGET_USER: '1000:1' })
      await expectFiftyOf200(graph)
      // The bucket lies on whichever node its key belongs to, and was not kept in memory.
      const client = connectRedisCluster(cluster.url, silent)
      await expect.poll(() => client.status).toBe('ready')
      const keys = await Promise.all(client.nodes('master').map((node) => node.keys('*cost-budget*')))
      expect(keys.flat()).toHaveLength(1)
      client.disconnect()
    } finally {
      await cluster.stop()
    }
  },
)

async function expectFiftyOf200(graph: Awaited<ReturnType<typeof startShop>>) {
  const caller = await graph.signedIn({ sub: `user_${crypto.randomUUID()}`, roles: [] })
  const responses = await Promise.all(
    Array.from({ length: 200 }, () => graph.post({ query: '{ a: price b: price }' }, caller)),
  )
  const count = (wanted: number) => responses.filter(({ status }) => status === wanted).length
  expect({ passed: count(200), throttled: count(429) }).toEqual({ passed: 50, throttled: 150 })
  for (const { status, headers } of responses) {
    expect(headers.get('ratelimit-policy')).toBe('"cost";q=1000;w=1000;qu="points"')
    expect(headers.get('ratelimit')).toMatch(/^"cost";r=\d+;t=\d+$/)
    expect(Number(headers.get('retry-after')) > 0).toBe(status === 429)
  }
}
