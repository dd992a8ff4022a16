import { newId } from '@lms/kit/ids'
import { operationIdOf } from '@lms/kit/operation-id'
import { hashPartnerKey } from '@lms/kit/partner-key'
import { recordPartnerUse } from '@lms/kit/partner-usage'
import { costBudgetKey, createRedisBuckets } from '@lms/kit/token-bucket'
import type { PartnerViewer, Viewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { startTestUser } from './start-user.ts'

const user = setUp(startTestUser)

const staff = createViewer('ADMIN')
const router: Viewer = { kind: 'router' }

const PARTNER = `partner {
  id name active
  keys { id createdAt lastUsedAt }
  budget { capacity restorePerSecond available }
  operations { nodes { id name type body registeredAt retiredAt lastUsedAt } totalCount }
}`

/** Runs a mutation of staff and answers its payload. */
async function change(field: string, input: object, payload = PARTNER) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${payload} userErrors { field message code } } }`
  const { data, errors } = await user.execute(staff, query, { input })
  expect(errors).toBeUndefined()
  return data[field]
}

const errorsOf = ({ userErrors }: { userErrors: { field: string[]; code: string }[] }) =>
  userErrors.map(({ field, code }) => [field.slice(1).join('.'), code])

async function createPartner(input: object = {}): Promise<string> {
  return (await change('createPartner', { name: 'Acme', ...input })).partner.id
}

const issueKey = (partnerId: string) => change('issuePartnerKey', { partnerId }, 'apiKey key { id lastUsedAt }')

async function accessOf(apiKey: string) {
  const query =
    'query ($keyHash: String!) { partnerByKey(keyHash: $keyHash) { partnerId keyId scopes budgetCapacity budgetRestorePerSecond } }'
  return (await user.execute(router, query, { keyHash: hashPartnerKey(apiKey) })).data.partnerByKey
}

const operation = (name: string, selection = 'me { id }') => {
  const body = `query ${name} { ${selection} }`
  return { id: operationIdOf(body), name, type: 'query', body }
}

const manifest = (...operations: object[]) => ({ format: 'apollo-persisted-query-manifest', version: 1, operations })

const register = (partnerId: string, ...operations: object[]) =>
  change('registerPersistedOperations', { partnerId, manifest: manifest(...operations) }, `${PARTNER} addedCount`)

async function runnable(partnerId: string): Promise<{ id: string; body: string }[]> {
  const query = 'query ($partnerId: ID!) { partnerOperations(partnerId: $partnerId) { id name body } }'
  return (await user.execute(router, query, { partnerId })).data.partnerOperations
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
