import { createLogger } from '@lms/kit/log'
import { operationIdOf } from '@lms/kit/operation-id'
import { createTestClock } from '@lms/testkit/clock'
import { redisKinds } from '@lms/testkit/redis-kinds'
import type { Cluster, Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { createRedisCircuit } from '../../src/budget/redis-circuit.ts'
import { createAutomaticPersistedQueries } from '../../src/persisted/automatic-persisted-queries.ts'

/** What one replica of the router knows. */
function replicaOn(redis: Redis | Cluster) {
  const clock = createTestClock()
  const circuit = createRedisCircuit(createLogger({ level: 'silent' }))
  return { clock, ...createAutomaticPersistedQueries({ redis, circuit, clock }) }
}

const document = (name: string) => `query ${name} { me { id } }`

/** Another document whose hash leads to the same slot. */
function rivalOf(id: string): string {
  const slot = (hash: string) => Number.parseInt(hash.slice(0, 8), 16) % 16_384
  for (let number = 0; ; number++) {
    const text = document(`Rival${number}`)
    if (slot(operationIdOf(text)) === slot(id)) return text
  }
}

test.each(await redisKinds())(
  '%s: what one replica keeps every other finds, for a day without use',
  async (_kind, start) => {
    await using kind = await start()
    const [one, other] = [replicaOn(kind.redis), replicaOn(kind.redis)]
    const text = document('Shared')
    const id = operationIdOf(text)
    expect([await one.find(id), await other.find(id)]).toEqual([null, null])
    await one.remember(id, text)
    expect([await one.find(id), await other.find(id)]).toEqual([text, text])
    const [key = ''] = kind.redis.isCluster ? [] : await (kind.redis as Redis).keys('automatic-persisted-query:*')
    if (key) expect(await kind.redis.ttl(key)).toBeGreaterThan(86_000)
  },
)

test.each(await redisKinds())('%s: a slot holds one document, and never passes for another', async (_kind, start) => {
  await using kind = await start()
  const text = document('First')
  const id = operationIdOf(text)
  const rival = rivalOf(id)
  await replicaOn(kind.redis).remember(id, text)
  await replicaOn(kind.redis).remember(operationIdOf(rival), rival)
  const late = replicaOn(kind.redis)
  expect([await late.find(id), await late.find(operationIdOf(rival))]).toEqual([null, rival])
})

test.each(await redisKinds())('%s: a document that is too long is not kept', async (_kind, start) => {
  await using kind = await start()
  const replica = replicaOn(kind.redis)
  for (const [length, kept] of [
    [16_000, true],
    [17_000, false],
  ] as const) {
    const text = `{ a(b: "${'x'.repeat(length)}") }`
    await replica.remember(operationIdOf(text), text)
    expect(await replica.find(operationIdOf(text))).toBe(kept ? text : null)
  }
})

test.each(await redisKinds())('%s: after an hour in memory Redis is asked again', async (_kind, start) => {
  await using kind = await start()
  const replica = replicaOn(kind.redis)
  const text = document('Used')
  const id = operationIdOf(text)
  await replica.remember(id, text)
  const rival = rivalOf(id)
  await replicaOn(kind.redis).remember(operationIdOf(rival), rival)
  expect(await replica.find(id)).toBe(text)
  replica.clock.advance(3_600_001)
  expect(await replica.find(id)).toBeNull()
})

test.each((await redisKinds()).slice(1))(
  '%s: without Redis each replica goes on with what it has in memory',
  async (_kind, start) => {
    await using kind = await start()
    const replica = replicaOn(kind.redis)
    const [before, after] = [document('Before'), document('After')]
    await replica.remember(operationIdOf(before), before)
    await kind.stop()
    await replica.remember(operationIdOf(after), after)
    replica.clock.advance(3_600_001)
    expect(await replica.find(operationIdOf(before))).toBe(before)
    expect(await replica.find(operationIdOf(after))).toBe(after)
    expect(await replica.find(operationIdOf('{ unknown }'))).toBeNull()
  },
)
