import type { AddressInfo } from 'node:net'
import { createHttpApp } from '@lms/kit/http-app'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import { sayBytes } from '@lms/testkit/say-bytes'
import { afterAll, beforeAll, expect, test } from 'vitest'

const app = createHttpApp({
  service: 'test-service',
  log: createLogger({ service: 'test-service', level: 'silent' }),
  metrics: createMetrics('test-service', { processMetrics: false }),
  checks: {},
  isReady: () => true,
  bodyLimit: 1_000,
  receiveTimeoutMs: 300,
})
let port: number
beforeAll(async () => {
  app.post('/echo', (request) => request.body)
  app.get('/id', (request) => ({ id: request.id, address: request.ip }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})
afterAll(() => app.close())

const url = () => `http://127.0.0.1:${port}`
const say = (bytes: string) => sayBytes(url(), bytes)

test.each([
  ['headers that never end', 'GET /id HTTP/1.1\r\nhost: x\r\nx-slow: ', 408],
  [
    'a body that never ends',
    'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    408,
  ],
  ['a header of 64 kB', `GET /id HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(65_536)}\r\n\r\n`, 431],
  [
    '2,000 headers',
    `GET /id HTTP/1.1\r\nhost: x\r\n${Array.from({ length: 2_000 }, (_, n) => `x${n}: 1\r\n`).join('')}\r\n`,
    431,
  ],
  [
    '120 small headers',
    `GET /id HTTP/1.1\r\nhost: x\r\n${Array.from({ length: 120 }, (_, n) => `x${n}:\r\n`).join('')}\r\n`,
    431,
  ],
  ['what is not HTTP', 'HELO mail.example.com\r\n\r\n', 400],
  [
    'two lengths',
    'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  [
    'a long body',
    `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n"${'x'.repeat(4_998)}"`,
    413,
  ],
  [
    'a long body in chunks',
    `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${`200\r\n${'x'.repeat(512)}\r\n`.repeat(4)}`,
    413,
  ],
])('%s are refused and the connection is ended', async (_what, bytes, status) => {
  const answer = await say(bytes)
  expect([answer.status, answer.headers.get('connection')]).toEqual([status, 'close'])
  expect(JSON.parse(answer.body).errors).toEqual([
    {
      message: expect.any(String),
      extensions: { code: 'BAD_REQUEST', requestId: expect.stringMatching(/^[\w-]{36}$/) },
    },
  ])
})

test('a path that cannot be decoded is refused in the same words', async () => {
  const { status, body } = await say('GET /%E0%A4%A HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  expect(status).toBe(400)
  expect(JSON.parse(body).errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
  expect(body).not.toContain('FST_')
})

test('others are served while slow clients hold their connections', async () => {
  const slow = Array.from({ length: 50 }, () => say('GET /id HTTP/1.1\r\nhost: x\r\nx-slow: '))
  expect((await fetch(`${url()}/id`)).status).toBe(200)
  expect(new Set((await Promise.all(slow)).map(({ status }) => status))).toEqual(new Set([408]))
})

test.each([
  ['taken over where it is harmless', 'client-request_0001', true],
  ['made anew where it is short', 'x', false],
  ['made anew where it is long', 'x'.repeat(10_000), false],
  ['made anew where it could forge a line of the log', 'a"\\n{"level":"fatal"}', false],
])('a client’s request id is %s', async (_what, id, taken) => {
  const response = await fetch(`${url()}/id`, { headers: { 'x-request-id': id } })
  const given = response.headers.get('x-request-id')
  expect(given).toMatch(/^[\w-]{8,64}$/)
  expect(given === id).toBe(taken)
  expect(((await response.json()) as { id: string }).id).toBe(given)
})

test('a client’s word about its address counts for nothing where no proxy is trusted', async () => {
  const response = await fetch(`${url()}/id`, { headers: { 'x-forwarded-for': '1.2.3.4' } })
  expect(await response.json()).toMatchObject({ address: '127.0.0.1' })
})

test('with two trusted proxies the address is what the outer one saw', async () => {
  const options = { service: 'test-service', checks: {}, isReady: () => true, bodyLimit: 1_000, trustedProxies: 2 }
  const behind = createHttpApp({
    ...options,
    log: createLogger({ service: 'test-service', level: 'silent' }),
    metrics: createMetrics('test-service', { processMetrics: false }),
  })
  behind.get('/id', (request) => request.ip)
  for (const [forwarded, address] of [
    ['6.6.6.6, 1.2.3.4, 10.0.0.1', '1.2.3.4'],
    ['1.2.3.4, 10.0.0.1', '1.2.3.4'],
    ['10.0.0.1', '10.0.0.1'],
  ]) {
    const { body } = await behind.inject({ url: '/id', headers: { 'x-forwarded-for': forwarded } })
    expect(body).toBe(address)
  }
})
