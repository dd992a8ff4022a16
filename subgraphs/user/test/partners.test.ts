import { newId } from '@lms/kit/ids'
import { hashPartnerKey } from '@lms/kit/partner-key'
import type { PartnerViewer, Viewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { errorsOf, operation, partnersOf, router, staff } from './partner-actions.ts'
import { startTestUser } from './start-user.ts'

const user = setUp(startTestUser)
const { change, createPartner, issueKey, register, runnable } = partnersOf(user)

async function accessOf(apiKey: string) {
  const query =
    'query ($keyHash: String!) { partnerByKey(keyHash: $keyHash) { partnerId keyId scopes budgetCapacity budgetRestorePerSecond } }'
  return (await user.execute(router, query, { keyHash: hashPartnerKey(apiKey) })).data.partnerByKey
}

describe('partners', () => {
  test('one is added with a name and, if wished, a budget of its own', async () => {
    const { partner } = await change('createPartner', { name: ' Acme ' })
    expect(partner).toEqual({
      id: expect.stringMatching(/^partner_/),
      name: 'Acme',
      active: true,
      keys: [],
      budget: { capacity: 60_000, restorePerSecond: 600, available: 60_000 },
      operations: { nodes: [], totalCount: 0 },
    })
    const budget = { capacity: 500, restorePerSecond: 5 }
    expect((await change('createPartner', { name: 'Small', budget })).partner.budget).toEqual({
      ...budget,
      available: 500,
    })
  })

  test('what is absent stays when one is changed, and a budget of null is that of every partner', async () => {
    const partnerId = await createPartner({ budget: { capacity: 500, restorePerSecond: 5 } })
    expect((await change('updatePartner', { partnerId, name: 'Acme Ltd' })).partner).toMatchObject({
      name: 'Acme Ltd',
      active: true,
      budget: { capacity: 500 },
    })
    expect((await change('updatePartner', { partnerId, budget: null, active: false })).partner).toMatchObject({
      name: 'Acme Ltd',
      active: false,
      budget: { capacity: 60_000 },
    })
  })

  test('bad names, budgets and unknown partners are refused by field', async () => {
    const partnerId = await createPartner()
    expect(errorsOf(await change('createPartner', { name: ' ' }))).toEqual([['name', 'TOO_SMALL']])
    for (const budget of [
      { capacity: 0, restorePerSecond: 1 },
      { capacity: 1, restorePerSecond: -1 },
      { capacity: 1_000_000_000, restorePerSecond: 1 },
    ]) {
      expect((await change('updatePartner', { partnerId, budget })).userErrors).toHaveLength(1)
    }
    const unknown = newId('partner')
    for (const refused of [
      await change('updatePartner', { partnerId: unknown, name: 'A' }),
      await issueKey(unknown),
      await register(unknown, operation('Me')),
      await change('retirePersistedOperations', { partnerId: unknown, ids: [operation('Me').id] }),
    ]) {
      expect(errorsOf(refused)).toEqual([['partnerId', 'NOT_FOUND']])
    }
  })

  test('are for staff, and an API key opens nothing but the own account', async () => {
    const partnerId = await createPartner()
    const partner: PartnerViewer = { kind: 'partner', id: partnerId, keyId: newId('key'), scopes: ['partner'] }
    const list = '{ partners { nodes { id } totalCount } }'
    const own = '{ partnerAccount { id name } }'
    const codes = async (viewer: Viewer | null, query: string, variables = {}) =>
      (await user.execute(viewer, query, variables)).errors?.map(({ extensions }) => extensions.code)
    for (const query of [list, `{ partner(id: "${partnerId}") { id } }`]) {
      expect(await codes(null, query)).toEqual(['UNAUTHENTICATED'])
      expect(await codes(createViewer('PARTNER'), query)).toEqual(['FORBIDDEN'])
      expect(await codes(partner, query)).toEqual(['FORBIDDEN'])
    }
    const issue = 'mutation ($input: IssuePartnerKeyInput!) { issuePartnerKey(input: $input) { apiKey } }'
    expect(await codes(partner, issue, { input: { partnerId } })).toEqual(['FORBIDDEN'])
    const lookUp = 'query ($hash: String!) { partnerByKey(keyHash: $hash) { partnerId } }'
    for (const viewer of [staff, partner]) expect(await codes(viewer, lookUp, { hash: 'x' })).toEqual(['FORBIDDEN'])
    expect((await user.execute(partner, own)).data.partnerAccount).toEqual({ id: partnerId, name: 'Acme' })
    expect(await codes({ ...partner, scopes: [] }, own)).toEqual(['FORBIDDEN'])
    expect(await codes(staff, own)).toEqual(['FORBIDDEN'])
    expect((await user.execute(staff, list)).data.partners.nodes).toContainEqual({ id: partnerId })
  })

  test('a page of them asks for the same number of statements whatever its size', async () => {
    for (const name of ['A', 'B', 'C', 'D']) {
      const partnerId = await createPartner({ name })
      await issueKey(partnerId)
      await register(partnerId, operation(`Of${name}`), operation('Shared'))
    }
    const list =
      'query ($first: Int) { partners(first: $first) { nodes { name keys { id } operations(first: 5) { nodes { name lastUsedAt } totalCount } } } }'
    const countOf = (first: number) => countStatements(user, () => user.execute(staff, list, { first }))
    expect(await countOf(4)).toBe(await countOf(2))
    const { data } = await user.execute(staff, list, { first: 2 })
    expect(data.partners.nodes.map(({ name }: { name: string }) => name)).toEqual(['D', 'C'])
    expect(data.partners.nodes[0].operations).toMatchObject({
      nodes: [{ name: 'Shared' }, { name: 'OfD' }],
      totalCount: 2,
    })
  })
})

describe('API keys', () => {
  test('one is shown once and kept as a hash', async () => {
    const partnerId = await createPartner()
    const { apiKey, key } = await issueKey(partnerId)
    expect(apiKey).toMatch(/^lmsk_[0-9a-f]{64}$/)
    const rows = await user.database.query<{ row: string }>('select row_to_json(k)::text as row from partner_key k')
    expect(rows.map(({ row }) => row).join()).not.toContain(apiKey.slice(5))
    expect(await accessOf(apiKey)).toEqual({
      partnerId,
      keyId: key.id,
      scopes: ['partner'],
      budgetCapacity: null,
      budgetRestorePerSecond: null,
    })
    expect(await accessOf(`${apiKey}0`)).toBeNull()
  })

  test('several open the partner, so that one can replace another, until it is revoked', async () => {
    const partnerId = await createPartner({ budget: { capacity: 500, restorePerSecond: 5 } })
    const [old, fresh] = [await issueKey(partnerId), await issueKey(partnerId)]
    expect(await accessOf(old.apiKey)).toMatchObject({ partnerId, budgetCapacity: 500, budgetRestorePerSecond: 5 })
    for (let time = 0; time < 2; time++) {
      const { partner } = await change('revokePartnerKey', { keyId: old.key.id })
      expect(partner.keys.map(({ id }: { id: string }) => id)).toEqual([fresh.key.id])
    }
    expect(await accessOf(old.apiKey)).toBeNull()
    expect(await accessOf(fresh.apiKey)).toMatchObject({ partnerId })
    expect(errorsOf(await change('revokePartnerKey', { keyId: newId('key') }))).toEqual([['keyId', 'NOT_FOUND']])
  })

  test('none opens a partner that is not active', async () => {
    const partnerId = await createPartner()
    const { apiKey } = await issueKey(partnerId)
    await register(partnerId, operation('Me'))
    await change('updatePartner', { partnerId, active: false })
    expect([await accessOf(apiKey), await runnable(partnerId)]).toEqual([null, []])
    await change('updatePartner', { partnerId, active: true })
    expect([await accessOf(apiKey), await runnable(partnerId)]).toMatchObject([{ partnerId }, [{ name: 'Me' }]])
  })

  test('when one was last used is noted at most once a minute', async () => {
    const partnerId = await createPartner()
    const { apiKey } = await issueKey(partnerId)
    const lastUse = async () => (await change('updatePartner', { partnerId })).partner.keys[0].lastUsedAt
    expect(await lastUse()).toBeNull()
    await accessOf(apiKey)
    const first = await lastUse()
    await accessOf(apiKey)
    expect(await lastUse()).toBe(first)
    user.clock.advance(61_000)
    await accessOf(apiKey)
    expect(Date.parse(await lastUse()) - Date.parse(first)).toBeGreaterThan(60_000)
  })

  test('a partner holds ten at most, however many are asked for at once', async () => {
    const partnerId = await createPartner()
    const answers = await Promise.all(Array.from({ length: 12 }, () => issueKey(partnerId)))
    expect(answers.flatMap(errorsOf)).toEqual([
      ['partnerId', 'TOO_MANY_KEYS'],
      ['partnerId', 'TOO_MANY_KEYS'],
    ])
    expect((await change('updatePartner', { partnerId })).partner.keys).toHaveLength(10)
  })
})

test('routers are told of every change to a partner, its keys and its operations', async () => {
  const partnerId = await createPartner()
  const since = user.clock.now().toISOString()
  const query = 'query ($since: DateTime!) { accessChanges(since: $since) { partners { id changedAt } } }'
  const changedAt = async (): Promise<number> => {
    const { data } = await user.execute(router, query, { since })
    const told = data.accessChanges.partners.find(({ id }: { id: string }) => id === partnerId)
    return Date.parse(told.changedAt)
  }
  let keyId = ''
  const changes = [
    () => change('updatePartner', { partnerId, name: 'Acme Ltd' }),
    async () => {
      keyId = (await issueKey(partnerId)).key.id
    },
    () => register(partnerId, operation('Me')),
    () => change('retirePersistedOperations', { partnerId, ids: [operation('Me').id] }),
    () => change('revokePartnerKey', { keyId }),
  ]
  let before = await changedAt()
  for (const make of changes) {
    await make()
    const after = await changedAt()
    expect(after).toBeGreaterThan(before)
    before = after
  }
})
