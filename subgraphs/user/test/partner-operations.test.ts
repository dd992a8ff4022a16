import { newId } from '@lms/kit/ids'
import { operationIdOf } from '@lms/kit/operation-id'
import { recordPartnerUse } from '@lms/kit/partner-usage'
import { costBudgetKey, createRedisBuckets } from '@lms/kit/token-bucket'
import type { Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { describe, expect, test } from 'vitest'
import { errorsOf, manifest, operation, partnersOf } from './partner-actions.ts'
import { startTestUser } from './start-user.ts'

const user = setUp(startTestUser)
const { change, createPartner, register, runnable } = partnersOf(user)

describe('operations', () => {
  test('those of a manifest are added, and a manifest may be published again', async () => {
    const partnerId = await createPartner()
    const [me, courses] = [operation('Me'), operation('Courses', 'courses { nodes { title } }')]
    const first = await register(partnerId, { ...me, id: `sha256:${me.id}` })
    expect(first).toMatchObject({ addedCount: 1, partner: { operations: { nodes: [{ ...me, type: 'QUERY' }] } } })
    expect(await register(partnerId, me, courses, courses)).toMatchObject({ addedCount: 1 })
    expect(await register(partnerId, me)).toMatchObject({ addedCount: 0, partner: { operations: { totalCount: 2 } } })
    expect((await runnable(partnerId)).map(({ id, body }) => [id, body]).sort()).toEqual(
      [me, courses].map(({ id, body }) => [id, body]).sort(),
    )
  })

  test('each partner has its own', async () => {
    const [acme, other] = [await createPartner(), await createPartner()]
    await register(acme, operation('Me'))
    expect(await runnable(other)).toEqual([])
  })

  test('one flawed operation keeps all out and is named by its place', async () => {
    const partnerId = await createPartner()
    const flawed = [
      { ...operation('Id'), id: operationIdOf('other text') },
      { ...operation('Body'), body: 'query Body {', id: operationIdOf('query Body {') },
      { ...operation('Name'), name: 'Other' },
      { ...operation('Type'), type: 'mutation' },
    ]
    const refused = await register(partnerId, operation('Me'), ...flawed)
    expect(refused).toMatchObject({ partner: null, addedCount: null })
    expect(errorsOf(refused)).toEqual([
      ['manifest.operations.1.id', 'HASH_MISMATCH'],
      ['manifest.operations.2.body', 'GRAPHQL_PARSE_FAILED'],
      ['manifest.operations.3.name', 'NAME_MISMATCH'],
      ['manifest.operations.4.type', 'TYPE_MISMATCH'],
    ])
    expect(await runnable(partnerId)).toEqual([])
    for (const odd of [null, 'text', [], { ...manifest(operation('Me')), version: 2 }]) {
      const { userErrors } = await change('registerPersistedOperations', { partnerId, manifest: odd ?? {} })
      expect(userErrors[0].field.slice(0, 2)).toEqual(['input', 'manifest'])
    }
  })

  test('retired ones cannot be run until they are registered again', async () => {
    const partnerId = await createPartner()
    const [me, other] = [operation('Me'), operation('Other')]
    await register(partnerId, me, other)
    for (let time = 0; time < 2; time++) {
      const retired = await change('retirePersistedOperations', { partnerId, ids: [`sha256:${me.id}`] })
      expect(retired.partner.operations.nodes).toMatchObject([{ name: 'Other', retiredAt: null }])
    }
    expect((await runnable(partnerId)).map(({ id }) => id)).toEqual([other.id])
    const unknown = await change('retirePersistedOperations', {
      partnerId,
      ids: [other.id, operation('Never').id, 'x'],
    })
    expect(errorsOf(unknown)).toEqual([
      ['ids.1', 'NOT_FOUND'],
      ['ids.2', 'NOT_FOUND'],
    ])
    expect(await register(partnerId, me)).toMatchObject({ addedCount: 1, partner: { operations: { totalCount: 2 } } })
  })

  test('there is a bound to all of them together', async () => {
    const partnerId = await createPartner()
    const long = (name: string) => operation(name, `a(b: "${'x'.repeat(49_000)}")`)
    const batch = (number: number) => Array.from({ length: 40 }, (_, index) => long(`Of${number}x${index}`))
    expect(errorsOf(await register(partnerId, ...batch(1)))).toEqual([])
    expect(errorsOf(await register(partnerId, ...batch(2)))).toEqual([])
    expect(errorsOf(await register(partnerId, ...batch(3)))).toEqual([['manifest', 'TOO_MANY_OPERATIONS']])
    expect(await runnable(partnerId)).toHaveLength(80)
  })

  test('the database itself refuses a text under the hash of another', async () => {
    const partnerId = await createPartner()
    await register(partnerId, operation('Me'))
    await expect(
      user.database.query('update partner_operation set body = $2 where partner_id = $1', [partnerId, '{ other }']),
    ).rejects.toThrow('partner_operation_hash_check')
  })
})

describe('what a partner sees of itself', () => {
  const DAY_MS = 86_400_000
  const account = async (partnerId: string, fields: string) => {
    const viewer: Viewer = { kind: 'partner', id: partnerId, keyId: newId('key'), scopes: ['partner'] }
    return user.execute(viewer, `{ partnerAccount { ${fields} } }`)
  }

  test('is what its operations cost, the costliest first, retired ones by their name too', async () => {
    const partnerId = await createPartner()
    const [me, courses] = [operation('Me'), operation('Courses', 'courses { nodes { title } }')]
    await register(partnerId, me, courses)
    const now = user.clock.now().getTime()
    const run = (operationId: string, cost: number, at: number) =>
      recordPartnerUse(user.redis, { partnerId, operationId, cost, at: new Date(at) })
    await run(me.id, 2, now)
    await run(me.id, 3, now - 2 * DAY_MS)
    await run(courses.id, 40, now - DAY_MS)
    await run(courses.id, 1_000, now - 8 * DAY_MS)
    await change('retirePersistedOperations', { partnerId, ids: [me.id] })
    const usage = async (days: string) =>
      (await account(partnerId, `usage${days} { operation { name lastUsedAt } requests cost }`)).data.partnerAccount
        .usage
    expect(await usage('')).toEqual([
      { operation: { name: 'Courses', lastUsedAt: expect.anything() }, requests: 1, cost: 40 },
      { operation: { name: 'Me', lastUsedAt: expect.anything() }, requests: 2, cost: 5 },
    ])
    expect(await usage('(days: 1)')).toMatchObject([{ operation: { name: 'Me' }, requests: 1, cost: 2 }])
    expect(await usage('(days: 40)')).toMatchObject([
      { requests: 2, cost: 1_040 },
      { requests: 2, cost: 5 },
    ])
    for (const days of [0, 41]) {
      const { errors } = await account(partnerId, `usage(days: ${days}) { cost }`)
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    }
  })

  test('is what is left of its budget', async () => {
    const budget = { capacity: 500, restorePerSecond: 1 }
    const partnerId = await createPartner({ budget })
    await createRedisBuckets(user.redis, user.clock).take(costBudgetKey('partner', partnerId), budget, 400)
    const left = async () =>
      (await account(partnerId, 'budget { available } ')).data.partnerAccount.budget.available as number
    expect(await left()).toBeLessThan(200)
    user.clock.advance(500_000)
    expect(await left()).toBe(500)
  })
})
