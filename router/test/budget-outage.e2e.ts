import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findRedisProgram, startRedisServer } from '@lms/local/redis-server'
import { startRedisCluster } from '@lms/testkit/redis-cluster'
import { expect, test } from 'vitest'
import { startTestGraph, type TestGraph, type TestGraphOptions } from './graph/test-graph.ts'

const shop = { typeDefs: 'type Query { price: Int @cost(weight: 10) }', resolvers: { Query: { price: () => 1 } } }

const startShop = (redisUrl: string, environment: TestGraphOptions['environment']) =>
  startTestGraph({
    subgraphs: { shop },
    environment: { COST_LIMITS: 'enforce', REDIS_URL: redisUrl, ...environment },
  })

/** Steps of budgets so far, by where these were kept. */
async function budgetSteps(graph: TestGraph, store: 'redis' | 'memory'): Promise<number> {
  const metrics = await (await fetch(`${graph.url}/metrics`)).text()
  return Number(new RegExp(`lms_router_budget_steps_total{store="${store}".*} (\\d+)`).exec(metrics)?.[1] ?? 0)
}

const program = await findRedisProgram(['valkey-server', 'redis-server'])
if (program === null && process.env.LMS_REQUIRE_REAL === '1') throw new Error('No real Redis: redis-server is needed')

test.runIf(program)('a frozen Redis: windows and budgets hold in memory, metrics say so until it is back', async () => {
  if (!program) return
  const folder = await mkdtemp(join(tmpdir(), 'lms-outage-'))
  const redis = await startRedisServer(program, folder)
  try {
    await using graph = await startShop(redis.url, {
      RATE_LIMIT: 'on',
      RATE_LIMIT_MAX_REQUESTS: '3',
      TRUSTED_PROXIES: '2',
      COST_BUDGET_ANONYMOUS: '1000:1',
    })
    const ask = async (forwardedFor: string) =>
      (await graph.post({ query: '{ price }' }, { 'x-forwarded-for': forwardedFor })).status
    const four = async (of: (request: number) => string) => {
      const statuses = []
      for (let request = 0; request < 4; request += 1) statuses.push(await ask(of(request)))
      return statuses
    }
    const threeOfFour = [200, 200, 200, 429]
    expect(await four((request) => `198.51.100.${request}, 192.0.2.1, 10.0.0.1`)).toEqual(threeOfFour)
    expect(await budgetSteps(graph, 'memory')).toBe(0)

    process.kill(redis.pid, 'SIGSTOP')
    expect(await four(() => '192.0.2.2, 10.0.0.1')).toEqual(threeOfFour)
    // Entries that no trusted proxy can have written are the sender's own, and change nothing.
    expect(await four((request) => `198.51.100.${request}`)).toEqual(threeOfFour)
    expect(await budgetSteps(graph, 'memory')).toBe(6)

    const before = await budgetSteps(graph, 'redis')
    process.kill(redis.pid, 'SIGCONT')
    let address = 0
    await expect
      .poll(async () => {
        address += 1
        expect(await ask(`203.0.113.${address}, 10.0.0.1`)).toBe(200)
        return budgetSteps(graph, 'redis')
      })
      .toBeGreaterThan(before)
    expect(await ask('192.0.2.1, 10.0.0.1')).toBe(429)
  } finally {
    process.kill(redis.pid, 'SIGCONT')
    await redis.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

test.runIf(program)('a Redis Cluster that lost a node: everybody is answered, and everybody has a budget', async () => {
  const cluster = await startRedisCluster()
  if (!cluster) throw new Error('unreachable: the program is there')
  try {
    await using graph = await startShop(cluster.url, { REDIS_CLUSTER: 'on', COST_BUDGET_USER: '20:1' })
    cluster.loseNode()
    // So many that some have their buckets on the lost node.
    for (let person = 0; person < 12; person += 1) {
      const caller = await graph.signedIn({ sub: `user_${crypto.randomUUID()}` })
      const statuses = []
      for (let request = 0; request < 6; request += 1) statuses.push((await graph.ask('{ price }', {}, caller)).status)
      expect(statuses.slice(0, 2)).toEqual([200, 200])
      expect(statuses).toContain(429)
    }
    expect(await budgetSteps(graph, 'memory')).toBeGreaterThan(0)
  } finally {
    await cluster.stop()
  }
})
