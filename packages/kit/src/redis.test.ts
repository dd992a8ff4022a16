import { once } from 'node:events'
import type { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { createLogger } from './log.ts'
import { connectRedisCluster } from './redis.ts'

test('a node of a cluster is connected to by its name over TLS, as its certificate holds no address', async () => {
  const cluster = connectRedisCluster('rediss://localhost:1', createLogger({ service: 'test', level: 'silent' }))
  try {
    const [node] = (await once(cluster, '+node')) as [Redis]
    expect(node.options.host).toBe('localhost')
  } finally {
    cluster.disconnect()
  }
})
