import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createKeyPair } from '@lms/kit/key-pair'
import { importPKCS8, SignJWT } from 'jose'
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
  const foreignKey = async () => importPKCS8(createKeyPair().privateKey, 'EdDSA')
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
      'a key of its own in the header',
      async () =>
        new SignJWT({
          sub: 'user_1',
          sid: 's',
          jti: '1',
          iat: now(),
          exp: now() + 60,
          iss: 'test-issuer',
          aud: 'api-gateway',
        })
          .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } })
          .sign(await foreignKey()),
    ],
    ['a key elsewhere', () => graph.issuer.token({}, { kid: 'nobody', jku: 'http://evil.test/keys' })],
    [
      'an unknown critical header',
      async () => {
        const [, claims, signature] = (await graph.issuer.token()).split('.')
        return `${encode({ alg: 'EdDSA', typ: 'at+jwt', crit: ['x'], x: 1, kid: graph.issuer.publicKey().kid })}.${claims}.${signature}`
      },
    ],
    ['no end', () => graph.issuer.token({ exp: undefined })],
    ['no person', () => graph.issuer.token({ sub: undefined })],
    ['no session', () => graph.issuer.token({ sid: undefined })],
    ['no id', () => graph.issuer.token({ jti: undefined })],
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

  test('while they cannot be had, credentials are neither accepted nor called wrong, and anonymous callers are served', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = server.address() as AddressInfo
        server.close(() => resolve(free))
      })
    })
    await using own = await startTestGraph({
      subgraphs: { books },
      environment: { JWKS_URL: `http://127.0.0.1:${port}/jwks.json` },
    })
    const { status, errors } = await askWith(await own.issuer.token(), own)
    expect([status, errors?.[0]?.extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
    expect((await own.ask('{ title }')).status).toBe(200)
  })
})

test('with authentication off, credentials mean nothing', async () => {
  await using own = await startTestGraph({ subgraphs: { books }, environment: { AUTHENTICATION: 'off' } })
  expect((await askWith('anything', own)).status).toBe(200)
})
