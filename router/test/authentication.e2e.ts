import { createHmac } from 'node:crypto'
import { createServer, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TEST_ISSUER } from '@lms/testkit/token-issuer'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from './graph/test-graph.ts'

const books = { typeDefs: 'type Query { title: String }', resolvers: { Query: { title: () => 'Emile' } } }

let graph: TestGraph
beforeAll(async () => {
  graph = await startTestGraph({ subgraphs: { books } })
})
afterAll(() => graph[Symbol.asyncDispose]())

const askWith = (token: string, on = graph) => on.ask('{ title }', {}, { authorization: `Bearer ${token}` })
const now = () => Math.floor(Date.now() / 1000)
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** Answers on a free port. */
async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Puts another header over a token's claims and signs with whatever is given. */
async function reworked(header: object, sign: (input: string) => string): Promise<string> {
  const [, claims] = (await graph.issuer.token()).split('.')
  const input = `${encode({ typ: 'at+jwt', ...header })}.${claims}`
  return `${input}.${sign(input)}`
}

test('a genuine token is accepted, also a minute after its end, since clocks differ', async () => {
  expect(await askWith(await graph.issuer.token())).toMatchObject({ status: 200, data: { title: 'Emile' } })
  expect(await askWith(await graph.issuer.token({ exp: now() - 30 }))).toMatchObject({ status: 200 })
})

describe('what is no genuine token is refused with 401 in GraphQL’s shape, never taken for an anonymous caller', () => {
  test.each<[string, () => Promise<string>]>([
    ['no signature at all', () => reworked({ alg: 'none' }, () => '')],
    [
      'a signature by the public key as a shared secret',
      () => {
        const secret = Buffer.from(graph.issuer.publicKey().x ?? '', 'base64url')
        const { kid } = graph.issuer.publicKey()
        return reworked({ alg: 'HS256', kid }, (input) =>
          createHmac('sha256', secret).update(input).digest('base64url'),
        )
      },
    ],
    [
      'an unknown critical header',
      () => graph.issuer.token({}, { crit: ['x'], x: 1, kid: graph.issuer.publicKey().kid ?? '' }),
    ],
    ['no end', () => graph.issuer.token({ exp: undefined })],
    ['no person', () => graph.issuer.token({ sub: undefined })],
    ['no session', () => graph.issuer.token({ sid: undefined })],
    ['no id', () => graph.issuer.token({ jti: undefined })],
    ['no beginning', () => graph.issuer.token({ iat: undefined })],
    ['an end long ago', () => graph.issuer.token({ exp: now() - 90 })],
    ['a beginning to come', () => graph.issuer.token({ nbf: now() + 300 })],
    ['another issuer', () => graph.issuer.token({ iss: 'user-service' })],
    ['another audience', () => graph.issuer.token({ aud: 'course-service' })],
    ['another type of token', () => graph.issuer.token({}, { typ: 'internal+jwt' })],
    ['roles that are no list', () => graph.issuer.token({ roles: 'ADMIN' })],
    ['ten thousand letters', async () => 'x'.repeat(10_000)],
  ])('%s', async (_what, token) => {
    const { status, errors, data } = await askWith(await token())
    expect(status).toBe(401)
    expect(data).toBeUndefined()
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED'])
  })
})

test('a key that a token brings along, or says where to find, is not looked at', async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'own', alg: 'EdDSA', use: 'sig' }
  let fetches = 0
  await using elsewhere = await serve((_request, response) => {
    fetches += 1
    response.end(JSON.stringify({ keys: [jwk] }))
  })
  for (const header of [{ jwk }, { jku: elsewhere.url }, { x5u: elsewhere.url }]) {
    const token = await new SignJWT({ sid: 'session_1', jti: '1', iss: TEST_ISSUER, aud: 'api-gateway', sub: 'user_1' })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'own', ...header })
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey)
    expect((await askWith(token)).status).toBe(401)
  }
  expect(fetches).toBe(0)
})

test('tampering with a remembered token is noticed', async () => {
  const token = await graph.issuer.token()
  expect((await askWith(token)).status).toBe(200)
  const [header, , signature] = token.split('.')
  const forged = `${header}.${encode({ sub: 'user_2', sid: 's', jti: '1', exp: now() + 60 })}.${signature}`
  expect((await askWith(forged)).status).toBe(401)
  expect((await askWith(token)).status).toBe(200)
})

describe('keys', () => {
  test('a new key counts at once, the old one as long as it is shown', async () => {
    await using own = await startTestGraph({ subgraphs: { books }, environment: { JWKS_COOLDOWN_MS: '0' } })
    const old = await own.issuer.token({ sub: 'user_old' })
    const unseen = await own.issuer.token({ sub: 'user_unseen' })
    expect((await askWith(await own.issuer.token(), own)).status).toBe(200)
    await own.issuer.rotate()
    expect((await askWith(await own.issuer.token(), own)).status).toBe(200)
    expect((await askWith(old, own)).status).toBe(200)

    await own.issuer.rotate({ withdraw: true })
    expect((await askWith(await own.issuer.token(), own)).status).toBe(200)
    // Never seen before, so it is verified with what is shown now.
    expect((await askWith(unseen, own)).status).toBe(401)
  })

  test('a flood of unknown keys leads to no flood of fetches, and known keys serve on', async () => {
    await using own = await startTestGraph({ subgraphs: { books } })
    const good = await own.issuer.token()
    const bad = await Promise.all(
      Array.from({ length: 50 }, (_, number) => own.issuer.token({}, { kid: `unknown-${number}` })),
    )
    const refused = await Promise.all(bad.map((token) => askWith(token, own)))
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([401]))
    expect((await askWith(good, own)).status).toBe(200)
    expect(own.issuer.fetches).toBeLessThanOrEqual(2)
  })

  test.each<[string, RequestListener]>([
    ['break off', (_request, response) => response.destroy()],
    ['fail', (_request, response) => response.writeHead(500).end()],
    ['are none', (_request, response) => response.end('{"status":"ok"}')],
    ['are a page', (_request, response) => response.end('<html>')],
  ])(
    'that %s: credentials are neither accepted nor called wrong, and anonymous callers are served',
    async (_what, listener) => {
      await using keys = await serve(listener)
      await using own = await startTestGraph({ subgraphs: { books }, environment: { JWKS_URL: keys.url } })
      const { status, errors } = await askWith(await own.issuer.token(), own)
      expect([status, errors?.[0]?.extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
      expect((await own.ask('{ title }')).status).toBe(200)
    },
  )

  test('that are long in coming: who leaves meanwhile is asked nothing for', async () => {
    const held = Promise.withResolvers<void>()
    let asked = false
    await using keys = await serve(async (_request, response) => {
      asked = true
      await held.promise
      response.end(JSON.stringify({ keys: [own.issuer.publicKey()] }))
    })
    await using own = await startTestGraph({ subgraphs: { books }, environment: { JWKS_URL: keys.url } })
    const authorization = `Bearer ${await own.issuer.token()}`
    const client = request(`${own.url}/graphql?query={title}`, {
      headers: { authorization, 'apollo-require-preflight': '1' },
    })
    client.on('error', () => {}).end()
    await expect.poll(() => asked).toBe(true)
    client.destroy()
    await expect
      .poll(async () => (await fetch(`${own.url}/metrics`)).text())
      .toMatch(/^lms_router_requests_in_flight\{.*\} 0$/m)
    held.resolve()
    expect((await own.ask('{ title }', {}, { authorization })).status).toBe(200)
    expect(own.subgraph('books').requests).toHaveLength(1)
  })
})

test('with authentication off, credentials mean nothing', async () => {
  await using own = await startTestGraph({ subgraphs: { books }, environment: { AUTHENTICATION: 'off' } })
  expect((await askWith('anything', own)).status).toBe(200)
})
