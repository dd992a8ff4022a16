import { operationIdOf } from '@lms/kit/operation-id'
import { createPartnerKey } from '@lms/kit/partner-key'
import { setUp } from '@lms/testkit/set-up'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Partner, PROMISED_MS, startPartnerDesk } from './persisted/partner-desk.ts'

const operation = (name: string, type: 'query' | 'mutation', text: string) => {
  const body = `${type} ${name}${text}`
  return { id: operationIdOf(body), name, type, body }
}
const courses = operation(
  'Courses',
  'query',
  '($first: Int) { courses(first: $first) { nodes { id title } totalCount } }',
)
const account = operation(
  'Account',
  'query',
  '($days: Int! = 7) { partnerAccount { name budget { capacity available } keys { id lastUsedAt } usage(days: $days) { operation { name lastUsedAt } requests cost } } }',
)
const enroll = operation(
  'Enroll',
  'mutation',
  '($input: EnrollInput!) { enroll(input: $input) { userErrors { code } } }',
)
const people = operation('People', 'query', '{ users(first: 1) { totalCount } me { email } }')
const unfit = operation('Unfit', 'query', '{ noSuchField }')
const unregistered = operation('Unregistered', 'query', '{ courses(first: 1) { totalCount } }')

const desk = setUp(startPartnerDesk)

interface PartnerAnswer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
  body: any
  codes: string[]
}

async function read(response: Response): Promise<PartnerAnswer> {
  const text = await response.text()
  const body = text === '' ? null : JSON.parse(text)
  const codes = (body?.errors ?? []).map(({ extensions }: { extensions: { code: string } }) => extensions.code)
  return { status: response.status, headers: response.headers, body, codes }
}

const post = async (apiKey: string, request: object, headers: Record<string, string> = {}) =>
  read(
    await fetch(`${desk.routerUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey, ...headers },
      body: JSON.stringify(request),
    }),
  )

const get = async (apiKey: string, parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  read(
    await fetch(`${desk.routerUrl}/graphql?${new URLSearchParams(parameters)}`, {
      headers: { 'x-api-key': apiKey, ...headers },
    }),
  )

const automatic = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } })

describe('a partner', () => {
  let partner: Partner
  beforeAll(async () => {
    partner = await desk.create()
    await desk.register(partner, courses, account, enroll, people, unfit)
  })

  test('runs what it registered, by its id in every spelling, over POST and GET', async () => {
    const variables = { first: 2 }
    for (const request of [
      { documentId: courses.id, variables },
      { documentId: `sha256:${courses.id}`, variables },
      { documentId: courses.id, operationName: 'Courses', variables },
      { extensions: automatic(courses.id), variables },
      { extensions: automatic(`sha256:${courses.id}`), variables },
    ]) {
      const answer = await post(partner.apiKey, request)
      expect(answer).toMatchObject({
        status: 200,
        codes: [],
        body: { data: { courses: { totalCount: 0, nodes: [] } } },
      })
    }
    for (const parameters of [{ documentId: courses.id }, { extensions: JSON.stringify(automatic(courses.id)) }])
      expect(await get(partner.apiKey, { ...parameters, variables: '{"first":2}' })).toMatchObject({
        status: 200,
        body: { data: { courses: { totalCount: 0 } } },
      })
  })

  test('asks again with the tag of its answer, and no cache hands that to others', async () => {
    const first = await get(partner.apiKey, { documentId: courses.id })
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    expect(first.headers.get('vary')).toMatch(/x-api-key/i)
    expect(etag).not.toBe('')
    const again = await get(partner.apiKey, { documentId: courses.id }, { 'if-none-match': etag })
    expect([again.status, again.body]).toEqual([304, null])
    expect((await get(partner.apiKey, { documentId: courses.id }, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test.each([
    ['a document', { query: courses.body }, 400, 'PERSISTED_QUERY_ID_REQUIRED'],
    ['an id and its document', { documentId: courses.id, query: courses.body }, 400, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    [
      'a hash and its document',
      { extensions: automatic(courses.id), query: courses.body },
      400,
      'CANNOT_SEND_PQ_ID_AND_BODY',
    ],
    ['an id nobody registered', { documentId: unregistered.id }, 404, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['a hash nobody registered', { extensions: automatic(unregistered.id) }, 404, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['another name', { documentId: courses.id, operationName: 'Other' }, 400, 'OPERATION_RESOLUTION_FAILURE'],
    ['an operation that fits the schema no more', { documentId: unfit.id }, 400, 'GRAPHQL_VALIDATION_FAILED'],
  ])('is refused %s', async (_what, request, status, code) => {
    const answer = await post(partner.apiKey, request)
    expect([answer.status, answer.codes]).toEqual([status, [code]])
    expect(answer.headers.get('cache-control')).toMatch(/no-cache|no-store/)
  })

  test('cannot change anything by GET', async () => {
    const answer = await get(partner.apiKey, { documentId: enroll.id, variables: '{"input":{"courseId":"x"}}' })
    expect([answer.status, answer.codes, answer.headers.get('allow')]).toEqual([405, ['BAD_REQUEST'], 'POST'])
  })

  test('is nobody in particular: what is for people it does not get', async () => {
    const answer = await post(partner.apiKey, { documentId: people.id })
    expect(answer.codes).toContain('UNAUTHORIZED_FIELD_OR_TYPE')
    expect(answer.body.data?.users ?? null).toBeNull()
    const change = await post(partner.apiKey, { documentId: enroll.id, variables: { input: { courseId: 'x' } } })
    expect(change.body.data?.enroll ?? null).toBeNull()
    expect(change.codes.length).toBeGreaterThan(0)
  })

  test('is known by its key alone', async () => {
    const stranger = await desk.create()
    const names = {
      'apollographql-client-name': partner.id,
      'x-partner-id': partner.id,
      'x-user-id': desk.admin.userId,
    }
    const refused = await post(stranger.apiKey, { documentId: courses.id, extensions: { clientName: 'Acme' } }, names)
    expect([refused.status, refused.codes]).toEqual([404, ['PERSISTED_QUERY_NOT_IN_LIST']])
    for (const apiKey of [createPartnerKey(), 'lmsk_', partner.keyId, `${partner.apiKey}0`]) {
      const unknown = await post(apiKey, { documentId: courses.id }, names)
      expect([unknown.status, unknown.codes]).toEqual([401, ['UNAUTHENTICATED']])
    }
    const both = await post(partner.apiKey, { documentId: courses.id }, { authorization: 'Bearer x' })
    expect(both.status).toBe(401)
    const person = await desk.admin.send('{ partnerAccount { name } }')
    expect(person.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE'])
  })

  test('sees what it used and what is left of its own budget', async () => {
    const own = await desk.create({ capacity: 5_000, restorePerSecond: 1 })
    await desk.register(own, courses, account)
    const runs = await Promise.all([1, 2, 3].map(() => post(own.apiKey, { documentId: courses.id })))
    const cost = runs.reduce((sum, { body }) => sum + body.extensions.cost.actualQueryCost, 0)
    expect(runs[0]?.body.extensions.cost.throttleStatus).toMatchObject({ maximumAvailable: 5_000, restoreRate: 1 })
    const portal = async () => (await post(own.apiKey, { documentId: account.id })).body.data.partnerAccount
    await expect
      .poll(async () =>
        (await portal()).usage.find(({ operation: { name } }: { operation: { name: string } }) => name === 'Courses'),
      )
      .toEqual({ operation: { name: 'Courses', lastUsedAt: expect.any(String) }, requests: 3, cost })
    const { name, budget, keys } = await portal()
    expect(name).toBe('Acme')
    expect(budget.capacity).toBe(5_000)
    expect(budget.available).toBeLessThan(5_000)
    expect(keys).toEqual([{ id: own.keyId, lastUsedAt: expect.any(String) }])
  })

  test('is throttled by its own budget', async () => {
    const small = await desk.create({ capacity: 60, restorePerSecond: 1 })
    await desk.register(small, courses)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(small.apiKey, { documentId: courses.id, variables: { first: 20 } })),
    )
    const throttled = answers.find(({ status }) => status === 429)
    expect(throttled?.codes).toEqual(['THROTTLED'])
    expect(Number(throttled?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('what is taken from a partner is gone within seconds', () => {
  const statusOf = ({ apiKey }: Partner, { id }: { id: string }) =>
    post(apiKey, { documentId: id }).then(({ status, codes }) => [status, ...codes])
  const within = { timeout: PROMISED_MS, interval: 50 }

  test('a key, while another one serves on', async () => {
    const partner = await desk.create()
    await desk.register(partner, courses)
    const { apiKey } = await desk.admin.mutate('issuePartnerKey', { partnerId: partner.id }, 'apiKey')
    expect(await statusOf(partner, courses)).toEqual([200])
    await desk.admin.mutate('revokePartnerKey', { keyId: partner.keyId }, 'partner { id }')
    await expect.poll(() => statusOf(partner, courses), within).toEqual([401, 'UNAUTHENTICATED'])
    expect(await statusOf({ ...partner, apiKey }, courses)).toEqual([200])
  })

  test('an operation, while others serve on, and a new one serves', async () => {
    const partner = await desk.create()
    await desk.register(partner, courses, account)
    expect(await statusOf(partner, courses)).toEqual([200])
    await desk.admin.mutate('retirePersistedOperations', { partnerId: partner.id, ids: [courses.id] }, 'partner { id }')
    await expect.poll(() => statusOf(partner, courses), within).toEqual([404, 'PERSISTED_QUERY_NOT_IN_LIST'])
    expect(await statusOf(partner, account)).toEqual([200])
    await desk.register(partner, unregistered)
    await expect.poll(() => statusOf(partner, unregistered), within).toEqual([200])
  })

  test('everything, when it is not active any more', async () => {
    const partner = await desk.create()
    await desk.register(partner, courses)
    expect(await statusOf(partner, courses)).toEqual([200])
    await desk.admin.mutate('updatePartner', { partnerId: partner.id, active: false }, 'partner { id }')
    await expect.poll(() => statusOf(partner, courses), within).toEqual([401, 'UNAUTHENTICATED'])
    await desk.admin.mutate('updatePartner', { partnerId: partner.id, active: true }, 'partner { id }')
    await expect.poll(() => statusOf(partner, courses), within).toEqual([200])
  })
})

describe('frontends', () => {
  test('a hash is asked for over 200, another hash than that of the document is refused, and nothing invalid is kept', async () => {
    const body = '{ courses(first: 3) { totalCount } }'
    const hash = operationIdOf(body)
    const alone = { extensions: automatic(hash) }
    expect(await sendAnonymous(alone)).toMatchObject({ status: 200, codes: ['PERSISTED_QUERY_NOT_FOUND'] })
    expect(await sendAnonymous({ query: `${body} `, ...alone })).toMatchObject({ status: 400, codes: ['BAD_REQUEST'] })
    expect(await sendAnonymous({ query: body, ...alone })).toMatchObject({ status: 200, codes: [] })
    await expect.poll(() => sendAnonymous(alone)).toMatchObject({ status: 200, codes: [] })
    const invalid = '{ noSuchField }'
    const registered = { query: invalid, extensions: automatic(operationIdOf(invalid)) }
    expect((await sendAnonymous(registered)).codes).toEqual(['GRAPHQL_VALIDATION_FAILED'])
    expect((await sendAnonymous({ extensions: registered.extensions })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
  })

  test('who is no partner has no list of operations', async () => {
    expect(await sendAnonymous({ documentId: courses.id })).toMatchObject({
      status: 404,
      codes: ['PERSISTED_QUERY_NOT_IN_LIST'],
    })
    expect(await post('', { documentId: courses.id })).toMatchObject({ status: 401 })
  })

  const sendAnonymous = async (request: object) =>
    read(
      await fetch(`${desk.routerUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      }),
    )
})
