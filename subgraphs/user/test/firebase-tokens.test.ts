import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { createKeyPair } from '@lms/kit/key-pair'
import { startTestFirebase } from '@lms/testkit/firebase'
import { setUp } from '@lms/testkit/set-up'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { startUser } from '../src/server.ts'
import { refusal, sessionsOf, verified } from './people.ts'
import { MAIL_TOKEN_SECRET, startTestUser } from './start-user.ts'

const firebase = setUp(startTestFirebase)
const user = setUp(() => startTestUser(firebase.environment))
const { exchange, signUp } = sessionsOf(user)

describe('a token is refused', () => {
  const { privateKey: strangersKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  /** A genuine token's text with changes, signed by somebody else. */
  async function forge(claims: object, header: object = {}): Promise<string> {
    const genuine = await firebase.signIn(verified())
    return new SignJWT({ ...decodeJwt(genuine), ...claims })
      .setProtectedHeader({ ...decodeProtectedHeader(genuine), alg: 'RS256', ...header })
      .sign(strangersKey)
  }

  /** A token with other claims, signed by Google all the same. */
  function alter(genuine: string, claims: object): Promise<string> {
    const { kid, privateKey } = firebase.signingKey()
    return new SignJWT({ ...decodeJwt(genuine), ...claims })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(createPrivateKey(privateKey))
  }

  test.each<[string, () => Promise<string>]>([
    ['signed by a stranger', () => forge({})],
    ['of a key that Google does not know', () => forge({}, { kid: 'unknown' })],
    [
      'without a signature',
      async () => {
        const genuine = await firebase.signIn(verified())
        return `${base64({ ...decodeProtectedHeader(genuine), alg: 'none' })}.${genuine.split('.')[1]}.`
      },
    ],
    [
      'as the emulator makes it',
      async () => `${base64({ alg: 'none', typ: 'JWT' })}.${base64(decodeJwt(await firebase.signIn(verified())))}.`,
    ],
    [
      'signed with the public key as a shared secret',
      async () => {
        const genuine = await firebase.signIn(verified())
        const { kid = '' } = decodeProtectedHeader(genuine)
        const certificates = await fetch(
          `${firebase.url}/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com`,
        ).then((answer) => answer.json())
        return new SignJWT(decodeJwt(genuine))
          .setProtectedHeader({ alg: 'HS256', kid })
          .sign(Buffer.from(certificates[kid]))
      },
    ],
    [
      'whose claims were changed afterwards',
      async () => {
        const [header, payload, signature] = (await firebase.signIn(verified())).split('.')
        const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
        return `${header}.${base64({ ...claims, sub: 'somebody-else' })}.${signature}`
      },
    ],
    ['that is none', async () => 'x'],
    ['that is empty', async () => ''],
    ['with a payload of null', async () => `${base64({ alg: 'RS256', kid: 'x', typ: 'JWT' })}.${base64(null)}.x`],
    ['made by this service', async () => (await signUp()).session.accessToken],
  ])('%s', async (_what, makeToken) => {
    expect(await exchange(await makeToken())).toEqual(refusal('INVALID_ID_TOKEN'))
  })

  test('of another project, though Google signed it', async () => {
    const genuine = await firebase.signIn(verified())
    for (const claims of [{ aud: 'other' }, { iss: 'https://securetoken.google.com/other' }])
      expect(await exchange(await alter(genuine, claims))).toEqual(refusal('INVALID_ID_TOKEN'))
  })

  test('that has expired', async () => {
    const expired = await alter(await firebase.signIn(verified()), { exp: Math.floor(Date.now() / 1000) - 1 })
    expect(await exchange(expired)).toEqual(refusal('ID_TOKEN_EXPIRED'))
  })

  test('of a user who is disabled, was signed out everywhere, or is gone', async () => {
    const person = verified()
    const idToken = await firebase.signIn(person)
    expect((await exchange(idToken)).userErrors).toEqual([])
    const { localId } = firebase.user(person.email)
    firebase.change(localId, { disabled: true })
    expect(await exchange(idToken)).toEqual(refusal('FIREBASE_USER_DISABLED'))
    firebase.change(localId, { disabled: false })
    firebase.revokeTokens(localId)
    expect(await exchange(idToken)).toEqual(refusal('ID_TOKEN_REVOKED'))

    expect(await exchange(await alter(idToken, { sub: 'nobody' }))).toEqual(refusal('INVALID_ID_TOKEN'))
  })

  test('longer than any real one', async () => {
    const { userErrors } = await exchange('x'.repeat(10_000))
    expect(userErrors).toEqual([{ field: ['input', 'idToken'], code: 'TOO_BIG' }])
  })
})

describe('Google', () => {
  const EXCHANGE =
    'mutation ($input: ExchangeFirebaseTokenInput!) { exchangeFirebaseToken(input: $input) { userErrors { code } } }'

  test('may change its keys: they are fetched again when they have aged', async () => {
    await using other = await startTestFirebase()
    other.cacheCertificatesFor(0)
    await using service = await startTestUser(other.environment)
    const sessions = sessionsOf(service)
    expect((await sessions.exchange(await other.signIn(verified()))).userErrors).toEqual([])
    const earlier = await other.signIn(verified())
    other.rotateKey()
    expect((await sessions.exchange(await other.signIn(verified()))).userErrors).toEqual([])
    expect((await sessions.exchange(earlier)).userErrors).toEqual([])
    other.rotateKey()
    expect(await sessions.exchange(earlier)).toEqual(refusal('INVALID_ID_TOKEN'))
  })

  test('not answering is no fault of the token', async () => {
    const other = await startTestFirebase()
    await using service = await startTestUser(other.environment)
    await using replica = await startTestUser(other.environment)
    const input = { idToken: await other.signIn(verified()) }
    expect((await sessionsOf(replica).exchange(input.idToken)).userErrors).toEqual([])
    await other.stop()
    // One cannot get the keys; the other has them, and cannot ask for the user.
    for (const { execute } of [service, replica]) {
      const { errors } = await execute(null, EXCHANGE, { input })
      expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE')
    }
  })

  test('not knowing the service account is no fault of the token', async () => {
    await using other = await startTestFirebase()
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    await using service = await startTestUser({ ...other.environment, FIREBASE_PRIVATE_KEY: privateKey })
    const input = { idToken: await other.signIn(verified()) }
    const { errors } = await service.execute(null, EXCHANGE, { input })
    expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE')
  })
})

describe('the configuration', () => {
  test('may leave Firebase out; then the mutation says so', async () => {
    await using service = await startTestUser()
    expect((await sessionsOf(service).exchange('x')).userErrors).toEqual([
      { field: null, code: 'FIREBASE_NOT_CONFIGURED' },
    ])
  })

  test.each<[string, Record<string, string | undefined>, RegExp]>([
    ['a part of it', { FIREBASE_PRIVATE_KEY: undefined }, /FIREBASE_PRIVATE_KEY: is required/],
    ['the emulator', { FIREBASE_AUTH_EMULATOR_HOST: '127.0.0.1:9099' }, /FIREBASE_AUTH_EMULATOR_HOST: must not be set/],
    ['a stand-in in production', { NODE_ENV: 'production' }, /FIREBASE_API_URL: must not be set in production/],
    ['a key that is none', { FIREBASE_PRIVATE_KEY: 'hunter2' }, /FIREBASE_PRIVATE_KEY: must hold at least one PEM/],
  ])('%s is refused at start', async (_what, wrong, message) => {
    const { privateKey, publicKey } = createKeyPair()
    const rest = {
      DATABASE_URL: 'postgres://db/lms',
      REDIS_URL: 'redis://redis',
      JWT_SECRET: privateKey,
      MAIL_TOKEN_SECRET,
    }
    const environment = { ...rest, SERVICE_PUBLIC_KEY: publicKey, ...firebase.environment, ...wrong }
    await expect(startUser(environment)).rejects.toThrow(message)
  })
})
