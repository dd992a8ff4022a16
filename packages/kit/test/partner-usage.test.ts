import { operationIdOf } from '@lms/kit/operation-id'
import { readLastUses, readPartnerUsage, recordPartnerUse } from '@lms/kit/partner-usage'
import { redisKinds, type TestRedisKind } from '@lms/testkit/redis-kinds'
import { setUp } from '@lms/testkit/set-up'
import { describe, expect, test } from 'vitest'

const DAY_MS = 86_400_000
const noon = new Date('2026-03-01T12:00:00Z')
const [me, courses] = [operationIdOf('query Me { me { id } }'), operationIdOf('{ courses { id } }')]

describe.each(await redisKinds())('%s', (_kind, start) => {
  const kind: TestRedisKind = setUp(start)
  const run = (partnerId: string, operationId: string, cost: number, at = noon) =>
    recordPartnerUse(kind.redis, { partnerId, operationId, cost, at })
  const usage = (partnerId: string, days: number, now = noon) => readPartnerUsage(kind.redis, { partnerId, days, now })

  test('uses at once are all counted, each partner and operation apart', async () => {
    await Promise.all(Array.from({ length: 50 }, () => run('partner_a', me, 2)))
    await run('partner_a', courses, 700.4)
    await run('partner_b', me, 9)
    expect(await usage('partner_a', 1)).toEqual([
      { operationId: courses, requests: 1, cost: 700 },
      { operationId: me, requests: 50, cost: 100 },
    ])
    expect(await usage('partner_b', 7)).toEqual([{ operationId: me, requests: 1, cost: 9 }])
    expect(await usage('partner_c', 40)).toEqual([])
  })

  test('days are those of UTC and are added up', async () => {
    await run('partner_d', me, 1, new Date('2026-02-28T23:59:59.999Z'))
    await run('partner_d', me, 10, new Date('2026-03-01T00:00:00Z'))
    expect(await usage('partner_d', 1)).toMatchObject([{ requests: 1, cost: 10 }])
    expect(await usage('partner_d', 2)).toMatchObject([{ requests: 2, cost: 11 }])
    expect(await usage('partner_d', 1, new Date(noon.getTime() + DAY_MS))).toEqual([])
  })

  test('the last use of each operation is known', async () => {
    await run('partner_e', me, 1)
    expect(await readLastUses(kind.redis, 'partner_e', [courses, me])).toEqual([null, noon])
    expect(await readLastUses(kind.redis, 'partner_e', [])).toEqual([])
  })

  test('nothing is kept for ever', async () => {
    await run('partner_f', me, 1)
    for (const key of ['partner-usage:{partner_f}:2026-03-01', 'partner-last-uses:{partner_f}'])
      expect(await kind.redis.ttl(key)).toBeGreaterThan(39 * 86_400)
  })
})
