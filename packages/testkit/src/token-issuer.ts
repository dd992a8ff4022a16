import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'

/** What a token says besides what every genuine one says; undefined leaves a claim out. */
export type TokenClaims = Record<string, unknown>

/** An issuer of access tokens like the user service, with its public keys at `jwksUrl`. */
export interface TokenIssuer extends AsyncDisposable {
  readonly jwksUrl: string
  /** How often the keys were fetched. */
  readonly fetches: number
  /** A genuine token, but for what is changed. */
  token(claims?: TokenClaims, header?: Partial<JWTHeaderParameters>): Promise<string>
  /** Signs with a new key from now on; the old one is still shown unless withdrawn. */
  rotate(options?: { withdraw: boolean }): Promise<void>
  /** The key that signs, as anybody can read it. */
  publicKey(): JWK
}

export const TEST_ISSUER = 'test-issuer'

export async function startTokenIssuer(): Promise<TokenIssuer> {
  let keys = [await createKey()]
  let fetches = 0
  const server = createServer((_request, response) => {
    fetches += 1
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ keys: keys.map(({ publicKey }) => publicKey) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const signingKey = () => keys[0] ?? Promise.reject(new Error('unreachable: there is always a key'))
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    get fetches() {
      return fetches
    },
    async token(claims = {}, header = {}) {
      const { privateKey, publicKey } = await signingKey()
      const now = Math.floor(Date.now() / 1000)
      const genuine = { sub: 'user_1', sid: 'session_1', roles: [], scope: '', jti: crypto.randomUUID() }
      const common = { iss: TEST_ISSUER, aud: 'api-gateway', iat: now, exp: now + 300 }
      return new SignJWT({ ...genuine, ...common, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: publicKey.kid ?? '', ...header })
        .sign(privateKey, { crit: Object.fromEntries((header.crit ?? []).map((name) => [name, true])) })
    },
    async rotate({ withdraw } = { withdraw: false }) {
      keys = [await createKey(), ...(withdraw ? [] : keys)]
    },
    publicKey: () => ({ ...keys[0]?.publicKey }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function createKey(): Promise<{ privateKey: CryptoKey; publicKey: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  return {
    privateKey,
    publicKey: { ...(await exportJWK(publicKey)), kid: crypto.randomUUID(), alg: 'EdDSA', use: 'sig' },
  }
}
