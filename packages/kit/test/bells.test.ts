import { createLogger } from '@lms/kit/log'
import { connectRedis } from '@lms/kit/redis'
import { type Bells, createBells } from '@lms/kit/streams/bells'
import { redisKinds } from '@lms/testkit/redis-kinds'
import { startRestartableRedis } from '@lms/testkit/restartable-redis'
import type { Redis } from 'ioredis'
import { afterAll, describe, expect, test } from 'vitest'

const log = createLogger({ level: 'silent' })

/** Bells with what was heard of a topic. */
function counting(bells: Bells, topic: string) {
  let rings = 0
  const stop = bells.listen(topic, () => rings++)
  return { stop, rings: () => rings }
}

describe.each(await redisKinds())('bells %s', (_where, start) => {
  test('ring at every replica that listens to the topic, until it stops', async () => {
    await using kind = await start()
    const service = crypto.randomUUID()
    const [here, there] = [1, 2].map(() => createBells(kind.redis, { service, log })) as [Bells, Bells]
    const other = createBells(kind.redis, { service: 'other', log })
    const heard = [counting(here, 'a'), counting(there, 'a'), counting(there, 'b'), counting(other, 'a')] as const
    // Each listener is called once it can hear: what came before may be news.
    for (const { rings } of heard) await expect.poll(rings).toBeGreaterThan(0)
    const [a, b] = [heard[1].rings(), heard[2].rings()]
    here.ring('a')
    expect(heard[0].rings()).toBeGreaterThan(1)
    await expect.poll(heard[1].rings).toBeGreaterThan(a)
    there.ring('b')
    await expect.poll(heard[2].rings).toBeGreaterThan(b)
    heard[1].stop()
    const stopped = heard[1].rings()
    here.ring('a')
    there.ring('a')
    expect(heard[1].rings()).toBe(stopped)
    for (const bells of [here, there, other]) bells.close()
  })

  test('have their listeners look while Redis is silent', async () => {
    await using kind = await start()
    const bells = createBells(kind.redis, { service: crypto.randomUUID(), log })
    const { rings } = counting(bells, 'a')
    await expect.poll(rings).toBeGreaterThan(0)
    if (_where === 'in memory') kind.redis.publish = () => Promise.reject(new Error('away'))
    else await kind.stop()
    const before = rings()
    await expect.poll(rings).toBeGreaterThan(before + 2)
    bells.close()
  })
})

const server = await startRestartableRedis()
afterAll(() => server?.[Symbol.asyncDispose]())

describe.runIf(server)('when Redis comes back', () => {
  test('its rings are heard again', async () => {
    const { url = '', kill, restart } = server ?? {}
    const clients = [1, 2].map(() => connectRedis(url, log)) as [Redis, Redis]
    const service = crypto.randomUUID()
    const [here, there] = clients.map((client) => createBells(client, { service, log })) as [Bells, Bells]
    const { rings } = counting(there, 'a')
    await expect.poll(rings).toBeGreaterThan(0)
    kill?.()
    await expect.poll(() => clients[0].status).not.toBe('ready')
    const before = rings()
    here.ring('a')
    await expect.poll(rings).toBeGreaterThan(before)
    await restart?.()
    const listeners = () => clients[0].pubsub('NUMSUB', `${service}:news:a`).catch(() => null)
    await expect.poll(listeners).toEqual([`${service}:news:a`, 1])
    for (const bells of [here, there]) bells.close()
    for (const client of clients) client.disconnect()
  })
})
