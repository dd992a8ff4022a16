import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@lms/local/ports'
import { findRedisProgram, type RedisProgram, startRedisServer } from '@lms/local/redis-server'
import { Redis } from 'ioredis'
import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import type { TestRedis } from './redis-server.ts'

const SLOTS = 16_384
const NODES = 3

export interface TestRedisCluster extends TestRedis {
  /** Lets a node other than that of the URL die; nothing takes its place. */
  loseNode(): void
}

/**
 * A real Redis Cluster of three nodes without replicas; null where no Redis is installed.
 * @throws instead of returning null when LMS_REQUIRE_REAL is 1
 */
export async function startRedisCluster(): Promise<TestRedisCluster | null> {
  const program = await findRedisProgram(['valkey-server', 'redis-server'])
  if (program === null) {
    if (process.env.LMS_REQUIRE_REAL === '1') throw new Error('No real Redis: redis-server is needed')
    return null
  }
  const folder = await mkdtemp(join(tmpdir(), 'lms-redis-cluster-'))
  const servers = await Promise.all(
    Array.from({ length: NODES }, (_, node) => startNode(program, join(folder, String(node)))),
  )
  const clients = servers.map(({ url }) => new Redis(url))
  await joinNodes(clients, servers)
  for (const client of clients) client.disconnect()
  return {
    url: servers[0]?.url ?? '',
    loseNode: () => void process.kill(servers[1]?.pid ?? 0, 'SIGKILL'),
    async stop() {
      await Promise.all(servers.map((server) => server.stop()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface ClusterNode {
  url: string
  pid: number
  /** Port on which nodes talk to each other. */
  busPort: number
  stop(): Promise<void>
}

async function startNode(program: RedisProgram, folder: string): Promise<ClusterNode> {
  const busPort = await freePort()
  const server = await startRedisServer(program, folder, { 'cluster-enabled': 'yes', 'cluster-port': String(busPort) })
  return { ...server, busPort }
}

async function joinNodes(clients: Redis[], nodes: ClusterNode[]): Promise<void> {
  const share = Math.ceil(SLOTS / clients.length)
  for (const [index, client] of clients.entries()) {
    const first = index * share
    await client.call('CLUSTER', 'ADDSLOTSRANGE', first, Math.min(first + share, SLOTS) - 1)
    for (const { url, busPort } of nodes) await client.call('CLUSTER', 'MEET', '127.0.0.1', new URL(url).port, busPort)
  }
  const states = () => Promise.all(clients.map(async (client) => String(await client.call('CLUSTER', 'INFO'))))
  await eventually(states, (all) => {
    for (const state of all) {
      expect(state).toContain('cluster_state:ok')
      expect(state).toContain(`cluster_known_nodes:${NODES}`)
    }
  })
}
