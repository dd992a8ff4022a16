import { gzipSync } from 'node:zlib'
import { type RawAnswer, sayBytes } from '@lms/testkit/say-bytes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLibrary } from './graph/start-library.ts'
import type { GraphQLAnswer, TestGraph } from './graph/test-graph.ts'

let graph: TestGraph
beforeAll(async () => {
  graph = await startLibrary({ CLIENT_TIMEOUT_MS: '1000' })
})
afterAll(() => graph[Symbol.asyncDispose]())

const JSON_TYPE = { 'content-type': 'application/json' }
const PREFLIGHTED = { 'apollo-require-preflight': '1' }
const QUERY = '{"query":"{ __typename }"}'

const post = (body: RequestInit['body'], headers: Record<string, string> = JSON_TYPE) =>
  fetch(`${graph.url}/graphql`, { method: 'POST', headers, body: body ?? null })
const get = (parameters: Record<string, string>, headers: Record<string, string> = PREFLIGHTED) =>
  fetch(`${graph.url}/graphql?${new URLSearchParams(parameters)}`, { headers })
const say = (head: string, rest = '') =>
  sayBytes(graph.url, `${head} HTTP/1.1\r\nhost: router\r\ncontent-type: application/json\r\n${rest}`)

const codesIn = (text: string) =>
  (JSON.parse(text) as GraphQLAnswer).errors?.map(({ extensions: { code, requestId } }) => [code, typeof requestId])
/** Status and codes; every error must name its request. */
const refusal = async (response: Response) => [response.status, codesIn(await response.text())]
const rawRefusal = ({ status, body }: RawAnswer) => [status, codesIn(body)]
const badRequest = (status: number) => [status, [['BAD_REQUEST', 'string']]]

describe('a body', () => {
  test.each([
    ['broken JSON', '{"query":'],
    ['nothing', ''],
    ['null', 'null'],
    ['an empty list', '[]'],
    ['a list of operations', `[${QUERY},${QUERY}]`],
  ])('of %s is refused', async (_what, body) => {
    expect(await refusal(await post(body))).toEqual(badRequest(400))
  })

  test('of 200 kB ends the connection, announced or not', async () => {
    const large = 'x'.repeat(200_000)
    for (const rest of [
      `content-length: ${large.length}\r\n\r\n${large}`,
      `transfer-encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`,
    ]) {
      const answer = await say('POST /graphql', rest)
      expect(rawRefusal(answer)).toEqual(badRequest(413))
      expect(answer.headers.get('connection')).toBe('close')
    }
  })

  test('that inflates to a thousand times its size costs no memory', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000, ' '))
    expect(bomb.length).toBeLessThan(131_072)
    const before = process.memoryUsage.rss()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' })),
    )
    const grown = process.memoryUsage.rss() - before
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413]))
    expect(grown).toBeLessThan(200_000_000)
  })
})

describe('what a page of another site could send', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is refused as a POST of %s, and is no JSON with a preflight either',
    async (type) => {
      expect(await refusal(await post(QUERY, { 'content-type': type }))).toEqual(badRequest(400))
      expect(await refusal(await post(QUERY, { 'content-type': type, ...PREFLIGHTED }))).toEqual(badRequest(415))
    },
  )

  test('is refused as a GET, and a GET names no other content type than JSON', async () => {
    const query = '{ __typename }'
    expect(await refusal(await get({ query }, {}))).toEqual(badRequest(400))
    expect(await refusal(await get({ query }, { 'content-type': 'text/plain' }))).toEqual(badRequest(415))
    expect(await refusal(await get({ query }, { ...PREFLIGHTED, 'content-type': 'application/xml' }))).toEqual(
      badRequest(415),
    )
    expect((await get({ query })).status).toBe(200)
  })

  test('never gets leave to read, except for the frontend’s own pages', async () => {
    const allowed = async (origin: string) => {
      const preflight = await fetch(`${graph.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      })
      const answer = await post(QUERY, { ...JSON_TYPE, origin, cookie: 'session=1' })
      return [preflight, answer].map(({ headers }) => headers.get('access-control-allow-origin'))
    }
    for (const origin of ['https://evil.example', 'null', 'http://frontend.test.evil.example'])
      expect(await allowed(origin)).toEqual([null, null])
    expect(await allowed('http://frontend.test')).toEqual(['http://frontend.test', 'http://frontend.test'])
  })
})

describe('a method', () => {
  test('GET never runs a mutation', async () => {
    const response = await get({ query: 'mutation { signIn(name: "Ada") }' })
    expect(response.headers.get('allow')).toBe('POST')
    expect(await refusal(response)).toEqual(badRequest(405))
    expect(graph.subgraph('library').requests).toEqual([])
  })

  test.each(['PUT', 'DELETE', 'PATCH', 'TRACE'])('%s is refused', async (method) => {
    const answer = await say(`${method} /graphql`, 'connection: close\r\n\r\n')
    expect(rawRefusal(answer)).toEqual(badRequest(405))
    expect(answer.headers.get('allow')).toBe('GET, POST')
  })
})

test.each([
  ['for a page, in production', { accept: 'text/html' }],
  ['for an image', { accept: 'image/*' }],
])('who asks %s gets none', async (_what, headers) => {
  expect(await refusal(await get({}, { ...PREFLIGHTED, ...headers }))).toEqual(badRequest(406))
  expect(await refusal(await post(QUERY, { ...JSON_TYPE, ...headers }))).toEqual(badRequest(406))
})

test('clients that send byte by byte are cut off, and others do not notice', async () => {
  const slowly = (rest: string) =>
    sayBytes(graph.url, `POST /graphql HTTP/1.1\r\nhost: router\r\ncontent-type: application/json\r\n${rest}`, {
      trickle: true,
    })
  let held = 60
  const slow = Array.from({ length: held }, async (_, n) => {
    const answer = await slowly(n % 2 ? 'x-slow: ' : 'content-length: 10000\r\n\r\n{"query":"')
    held -= 1
    return answer
  })
  const statuses = new Set<number>()
  do statuses.add((await graph.ask('{ book(id: "1") { title } }')).status)
  while (held > 0)
  expect(statuses).toEqual(new Set([200]))
  for (const answer of await Promise.all(slow)) expect(rawRefusal(answer)).toEqual(badRequest(408))
})

test.each([
  ['2,000 headers', Array.from({ length: 2_000 }, (_, n) => `x${n}: 1\r\n`).join('')],
  ['150 small headers', Array.from({ length: 150 }, (_, n) => `x${n}:\r\n`).join('')],
  ['a header of 64 kB', `x-large: ${'x'.repeat(65_536)}\r\n`],
])('%s are too many', async (_what, headers) => {
  expect(rawRefusal(await say('GET /graphql', `${headers}\r\n`))).toEqual(badRequest(431))
})

test('headers of ours that a client sends reach no subgraph', async () => {
  const { requests } = graph.subgraph('library')
  const before = requests.length
  await post('{"query":"{ book(id: \\"1\\") { title } }"}', {
    ...JSON_TYPE,
    'x-user-id': 'user_1',
    'x-user-roles': 'ADMIN',
    'x-internal-token': 'forged',
    'x-deadline': '9999999999999',
    cookie: 'session=1',
  })
  const [request, ...others] = requests.slice(before)
  expect(others).toEqual([])
  const sent = JSON.stringify(request?.headers)
  for (const forged of ['user_1', 'ADMIN', 'forged', '9999999999999', 'session=1']) expect(sent).not.toContain(forged)
})

test.each([
  ['of 10 kB', 'x'.repeat(10_000)],
  ['that would forge a line of the log', '1"}\\n{"level":"fatal"'],
])('a request id %s is replaced, a trace of that kind goes no further', async (_what, text) => {
  const response = await post('{"query":"{ book(id: \\"1\\") { title } }"}', {
    ...JSON_TYPE,
    'x-request-id': text,
    traceparent: text,
  })
  expect(response.status).toBe(200)
  const id = response.headers.get('x-request-id')
  expect(id).toMatch(/^[\da-f-]{36}$/)
  const sent = graph.subgraph('library').requests.at(-1)?.headers
  expect(sent?.['x-request-id']).toBe(id)
  expect(JSON.stringify(sent)).not.toContain(JSON.stringify(text).slice(1, -1))
})

test('a line break in a header is no request', async () => {
  const answer = await say('POST /graphql', 'x-request-id: one\rx-forged: two\r\n\r\n')
  expect(rawRefusal(answer)).toEqual(badRequest(400))
})
