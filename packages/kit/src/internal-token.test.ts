import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { createInternalTokenSigner, createInternalTokenVerifier, keyId, matchesBody } from './internal-token.ts'
import { createKeyPair } from './key-pair.ts'
import { anonymous, type Viewer } from './viewer.ts'

const viewer: Viewer = {
  kind: 'user',
  id: 'user_1',
  sessionId: 'session_1',
  roles: ['ADMIN'],
  scopes: ['learn', 'teach'],
}
const request = { viewer, requestId: 'request-1', client: '192.0.2.1' }
const clockAt = (seconds: number) => ({ ...systemClock, now: () => new Date(1_800_000_000_000 + seconds * 1000) })
const [current, old] = [createKeyPair(), createKeyPair()]
const verifierAt = (seconds: number, audience = 'course-service') =>
  createInternalTokenVerifier([current.publicKey, old.publicKey], audience, clockAt(seconds))
const sign = (privateKey = current.privateKey, body = '{}') =>
  createInternalTokenSigner([privateKey], clockAt(0)).sign(request, 'course-service', body)

test('a token carries the viewer and the request to the service it is meant for', async () => {
  expect(await verifierAt(0).verify(sign())).toMatchObject(request)
  const token = createInternalTokenSigner([current.privateKey], clockAt(0)).sign(
    { viewer: anonymous, requestId: 'r' },
    'course-service',
    '',
  )
  expect((await verifierAt(0).verify(token)).viewer).toEqual({ kind: 'anonymous' })
})

test('a token covers exactly one body', async () => {
  const verified = await verifierAt(0).verify(sign(undefined, '{"query":"{ me { id } }"}'))
  expect(matchesBody(verified, Buffer.from('{"query":"{ me { id } }"}'))).toBe(true)
  expect(matchesBody(verified, '{"query":"{ me { email } }"}')).toBe(false)
})

test('both keys of a rotation are accepted, others are not', async () => {
  await expect(verifierAt(0).verify(sign(old.privateKey))).resolves.toBeDefined()
  await expect(verifierAt(0).verify(sign(createKeyPair().privateKey))).rejects.toThrow()
})

test('a token is refused for another service, after its time, and a second time', async () => {
  const token = sign()
  await expect(verifierAt(0, 'payment-service').verify(token)).rejects.toThrow()
  await expect(verifierAt(36).verify(token)).rejects.toThrow()
  const verifier = verifierAt(0)
  await verifier.verify(token)
  await expect(verifier.verify(token)).rejects.toThrow('used before')
})

test('a token of another type, algorithm or issuer is refused', async () => {
  const key = createPrivateKey(current.privateKey)
  const make = (header: object, issuer: string) =>
    new SignJWT({ kind: 'user', rid: 'r', bh: 'x', roles: ['ADMIN'] })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'internal+jwt', kid: keyId(key), ...header })
      .setIssuer(issuer)
      .setAudience('course-service')
      .setSubject('user_1')
      .setJti('1')
      .setIssuedAt(1_800_000_000)
      .setExpirationTime(1_800_000_030)
      .sign(key)
  await expect(verifierAt(0).verify(await make({}, 'api-gateway'))).resolves.toBeDefined()
  await expect(verifierAt(0).verify(await make({ typ: 'at+jwt' }, 'api-gateway'))).rejects.toThrow()
  await expect(verifierAt(0).verify(await make({}, 'user-service'))).rejects.toThrow()
  const unsigned = `${Buffer.from('{"alg":"none","typ":"internal+jwt"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`
  await expect(verifierAt(0).verify(unsigned)).rejects.toThrow()
})
