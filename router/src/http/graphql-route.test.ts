import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createHttpApp } from '@lms/kit/http-app'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import { anonymous } from '@lms/kit/viewer'
import { GraphQLError } from 'graphql'
import { expect, test } from 'vitest'
import { createRouterMetrics } from '../observability/metrics.ts'
import { observeRequests } from '../observability/observe-requests.ts'
import { RequestRefusal } from '../refusal.ts'
import type { Answer } from './answer.ts'
import { allowFrontend } from './cors.ts'
import { addGraphQLRoute } from './graphql-route.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const PREFLIGHTED = { 'apollo-require-preflight': '1' }
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8'

const denied = new GraphQLError('Not for you', { path: ['me'], extensions: { code: 'FORBIDDEN', internal: 'x' } })
/** Answers by what is asked for. */
const ANSWERS: Record<string, Answer['body'] | Error> = {
  '{ ok }': { data: '{"ok":true}', cost: { requestedQueryCost: 2, actualQueryCost: 1 } },
  '{ large }': { data: JSON.stringify({ text: 'é'.repeat(20_000) }), errors: [denied] },
  '{ partial }': { data: '{"ok":null}', errors: [denied] },
  '{ nothing }': { data: 'null', errors: [denied] },
  '{ broken }': new Error('password=hunter2'),
  '{ dear }': new RequestRefusal(429, 'THROTTLED', 'Throttled', {
    headers: { 'retry-after': '3' },
    cost: { requestedQueryCost: 9, actualQueryCost: null },
  }),
}

async function createApp({ page = null as string | null, maxBodyBytes = 1_000 } = {}) {
  const log = createLogger({ service: 'test', level: 'silent' })
  const metrics = createMetrics('test', { processMetrics: false })
  const app = createHttpApp({ service: 'test', log, metrics, checks: {}, isReady: () => true, bodyLimit: 100 })
  await allowFrontend(app, 'https://learn.example/')
  await addGraphQLRoute(app, {
    maxBodyBytes,
    page,
    trustedProxies: 0,
    observer: observeRequests(createRouterMetrics(metrics.registry)),
    authenticate: async ({ authorization }, address) => {
      if (authorization === undefined) return { viewer: anonymous, address }
      if (authorization !== 'genuine') throw new RequestRefusal(401, 'UNAUTHENTICATED', 'The token is not valid.')
      return { viewer: { kind: 'user', id: 'user_1', sessionId: 's', roles: [], scopes: [] }, address }
    },
    answer: async (_request, _caller, read) => {
      const body = ANSWERS[read.query ?? '{ ok }'] ?? { data: JSON.stringify({ read }) }
      if (body instanceof Error) throw body
      return { status: 200, headers: {}, body }
    },
  })
  return app
}
const app = await createApp()
const post = (payload: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
  app.inject({ method: 'POST', url: '/graphql', payload, headers })
const ask = (query: string, headers: Record<string, string> = {}) =>
  post(JSON.stringify({ query }), { ...JSON_TYPE, ...headers })
const get = (parameters: Record<string, string>, headers: Record<string, string> = PREFLIGHTED) =>
  app.inject({ url: `/graphql?${new URLSearchParams(parameters)}`, headers })
const refusalOf = (response: { statusCode: number; json: () => { errors: { extensions: { code: string } }[] } }) => [
  response.statusCode,
  ...response.json().errors.map(({ extensions }) => extensions.code),
]

test.each<[string, Record<string, string>]>([
  ['plain text', { 'content-type': 'text/plain' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['an upload', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['text with a charset', { 'content-type': 'TEXT/PLAIN; charset=utf-8' }],
  ['nothing named', {}],
  ['an empty proof', { 'content-type': 'text/plain', 'apollo-require-preflight': '' }],
])('a POST that another site could send is refused: %s', async (_what, headers) => {
  const response = await post('{"query":"{ ok }"}', headers)
  expect(refusalOf(response)).toEqual([400, 'BAD_REQUEST'])
  expect(response.json().errors[0].message).toMatch(/CSRF/)
})

test('a GET that another site could send is refused', async () => {
  expect(refusalOf(await get({ query: '{ ok }' }, {}))).toEqual([400, 'BAD_REQUEST'])
  for (const headers of [PREFLIGHTED, { 'x-apollo-operation-name': 'Q' }, JSON_TYPE])
    expect((await get({ query: '{ ok }' }, headers)).statusCode).toBe(200)
})

test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense'])(
  'a GET with the content type %s is refused whatever else it has',
  async (type) => {
    for (const headers of [{}, PREFLIGHTED])
      expect(refusalOf(await get({ query: '{ ok }' }, { ...headers, 'content-type': type }))).toEqual([
        415,
        'BAD_REQUEST',
      ])
  },
)

test.each(['application/xml', 'text/plain', 'application/json; charset=utf-16', 'application/graphql', 'nonsense'])(
  'a body of %s is refused',
  async (type) => {
    expect(refusalOf(await post('{}', { ...PREFLIGHTED, 'content-type': type }))).toEqual([415, 'BAD_REQUEST'])
  },
)

test.each(['PUT', 'DELETE', 'PATCH', 'TRACE'] as const)('%s is not a method', async (method) => {
  const response = await app.inject({ method, url: '/graphql', headers: JSON_TYPE })
  expect(refusalOf(response)).toEqual([405, 'BAD_REQUEST'])
  expect(response.headers.allow).toBe('GET, POST')
})

test.each<[string, string | Buffer]>([
  ['broken JSON', '{"query":'],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a list of operations', '[{"query":"{ ok }"}]'],
  ['a text', '"{ ok }"'],
  ['an object without an operation', '{"qeury":"{ ok }"}'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
])('a body of %s is refused', async (_what, payload) => {
  expect(refusalOf(await post(payload))).toEqual([400, 'BAD_REQUEST'])
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const)('a body in %s is read, and limited by what is in it', async (encoding, compress) => {
  const headers = { ...JSON_TYPE, 'content-encoding': encoding }
  expect((await post(compress('{"query":"{ ok }"}'), headers)).json().data).toEqual({ ok: true })
  const bomb = compress(Buffer.alloc(500_000, ' '))
  expect(bomb.length).toBeLessThan(1_000)
  expect(refusalOf(await post(bomb, headers))).toEqual([413, 'BAD_REQUEST'])
  expect(refusalOf(await post('{"query":"{ ok }"}', headers))).toEqual([400, 'BAD_REQUEST'])
})

test('a body in an unknown encoding is refused with the known ones', async () => {
  const response = await post('x', { ...JSON_TYPE, 'content-encoding': 'compress' })
  expect(refusalOf(response)).toEqual([415, 'BAD_REQUEST'])
  expect(response.headers['accept-encoding']).toBe('gzip, deflate, br')
})

test('a body over the limit is refused and the connection is ended', async () => {
  const response = await post(`{"query":"${'x'.repeat(1_000)}"}`)
  expect(refusalOf(response)).toEqual([413, 'BAD_REQUEST'])
  expect(response.headers.connection).toBe('close')
})

test('keys that would change a prototype are left out', async () => {
  const payload =
    '{"query":"{ q }","__proto__":{"operationName":"x"},"variables":{"__proto__":{"admin":true},"a":{"constructor":{"prototype":{}}},"b":1}}'
  const { read } = (await post(payload)).json().data
  expect(read).toEqual({ method: 'POST', query: '{ q }', automatic: false, variables: { a: {}, b: 1 } })
})

test.each([
  [undefined, 'application/json; charset=utf-8'],
  ['*/*', 'application/json; charset=utf-8'],
  ['application/json', 'application/json; charset=utf-8'],
  ['application/json; charset=utf-8', 'application/json; charset=utf-8'],
  ['application/graphql-response+json', RESPONSE_TYPE],
  ['application/graphql-response+json, application/json;q=0.9', RESPONSE_TYPE],
  ['application/graphql-response+json;q=0.1, application/json', 'application/json; charset=utf-8'],
  ['text/html, */*;q=0.1', 'application/json; charset=utf-8'],
])('a client that accepts %s gets %s', async (accept, type) => {
  const response = await ask('{ ok }', accept === undefined ? {} : { accept })
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, type])
  expect(response.json()).toEqual({
    data: { ok: true },
    extensions: { cost: { requestedQueryCost: 2, actualQueryCost: 1 } },
  })
})

test.each(['text/html', 'image/png', 'application/json;q=0'])(
  'a client that accepts %s alone gets 406',
  async (accept) => {
    const response = await ask('{ ok }', { accept })
    expect(refusalOf(response)).toEqual([406, 'BAD_REQUEST'])
  },
)

test('data beside errors is a partial success to clients that know it', async () => {
  for (const query of ['{ partial }', '{ nothing }']) {
    const partial = await ask(query, { accept: 'application/graphql-response+json' })
    expect([partial.statusCode, partial.statusMessage]).toEqual([294, 'Partial Success'])
    expect((await ask(query)).statusCode).toBe(200)
    expect(partial.json().errors).toEqual([
      {
        message: 'Not for you',
        path: ['me'],
        extensions: { code: 'FORBIDDEN', requestId: partial.headers['x-request-id'] },
      },
    ])
  }
})

test('a large answer is whole, and its length is that of its bytes', async () => {
  const response = await ask('{ large }')
  expect(response.headers['content-length']).toBe(String(response.rawPayload.length))
  expect(response.json()).toMatchObject({ data: { text: 'é'.repeat(20_000) }, errors: [{ message: 'Not for you' }] })
})

test('a refusal keeps its status, headers and extensions whatever the client accepts', async () => {
  for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
    const response = await ask('{ dear }', { accept })
    expect(refusalOf(response)).toEqual([429, 'THROTTLED'])
    expect(response.headers).toMatchObject({
      'retry-after': '3',
      'content-type': RESPONSE_TYPE,
      'cache-control': 'no-store',
    })
    expect(response.json().extensions).toEqual({ cost: { requestedQueryCost: 9, actualQueryCost: null } })
    expect(response.json()).not.toHaveProperty('data')
  }
})

test('a fault of ours is masked', async () => {
  const response = await ask('{ broken }')
  expect(refusalOf(response)).toEqual([500, 'INTERNAL_SERVER_ERROR'])
  expect(response.body).not.toContain('hunter2')
})

test('who calls is settled before the body is read', async () => {
  const response = await post('x'.repeat(10_000), { ...JSON_TYPE, authorization: 'forged' })
  expect(refusalOf(response)).toEqual([401, 'UNAUTHENTICATED'])
})

test('a persisted query by GET may be kept and is sent once', async () => {
  const hash = 'a'.repeat(64)
  const first = await get({ documentId: `sha256:${hash}` })
  const etag = String(first.headers.etag)
  expect(first.headers).toMatchObject({
    'cache-control': 'public, no-cache',
    etag: expect.stringMatching(/^W\/"[\w-]{43}"$/),
    vary: 'Accept, Authorization, x-api-key, Origin',
  })
  for (const known of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
    const again = await get({ documentId: hash }, { ...PREFLIGHTED, 'if-none-match': known })
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag])
  }
  expect((await get({ documentId: hash }, { ...PREFLIGHTED, 'if-none-match': '"other"' })).statusCode).toBe(200)
  const signedIn = await get({ documentId: hash }, { ...PREFLIGHTED, authorization: 'genuine' })
  expect(signedIn.headers['cache-control']).toBe('private, no-cache')
})

test('nothing else may be kept', async () => {
  const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } })
  for (const response of [
    await get({ query: '{ ok }' }),
    await get({ query: '{ partial }', extensions }),
    await get({ query: '{ dear }', extensions }),
    await ask('{ ok }'),
  ]) {
    expect(response.headers['cache-control']).toBe('no-store')
    expect(response.headers.etag).toBeUndefined()
  }
})

test('the page is for browsers, where there is one', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  const explorable = await createApp({ page: '<!doctype html>' })
  const page = await explorable.inject({ url: '/graphql', headers: { accept } })
  expect([page.statusCode, page.headers['content-type'], page.body]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<!doctype html>',
  ])
  const program = await explorable.inject({ url: '/graphql?query={ok}', headers: { accept: '*/*', ...PREFLIGHTED } })
  expect(program.headers['content-type']).toBe('application/json; charset=utf-8')
  expect((await get({}, { accept: 'text/html', ...PREFLIGHTED })).statusCode).toBe(406)
})

test('only the frontend’s pages may call, with credentials', async () => {
  const preflight = (origin: string) =>
    app.inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
    })
  const allowed = await preflight('https://learn.example')
  expect(allowed.statusCode).toBe(204)
  expect(allowed.headers).toMatchObject({
    'access-control-allow-origin': 'https://learn.example',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, POST',
  })
  for (const origin of ['https://evil.example', 'null', 'https://learn.example.evil.example', 'http://learn.example']) {
    expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined()
    expect((await ask('{ ok }', { origin })).headers['access-control-allow-origin']).toBeUndefined()
  }
  const answered = await ask('{ ok }', { origin: 'https://learn.example' })
  expect(answered.headers['access-control-allow-origin']).toBe('https://learn.example')
  expect(answered.headers['access-control-expose-headers']).toMatch(/RateLimit.*Retry-After/)
})
