import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomUUID } from 'node:crypto'
import { ACCESS_TOKEN } from '@lms/kit/access-token'
import { keyId } from '@lms/kit/internal-token'
import { createSignedTexts } from '@lms/kit/signed-texts'
import { exportJWK, type JWK, SignJWT } from 'jose'

const ACCESS_TOKEN_SECONDS = 15 * 60

export interface RefreshTokenClaims {
  sessionId: string
  generation: number
}

export interface TokenIssuer {
  /** An access token (https://www.rfc-editor.org/rfc/rfc9068) with the roles held at `issuedAt`, and when it ends. */
  accessToken(identity: {
    userId: string
    sessionId: string
    roles: string[]
    scopes: string[]
    issuedAt: Date
  }): Promise<{ token: string; expiresAt: Date }>
  /** The refresh token of one generation of a session; the same every time, so it need not be stored. */
  refreshToken(claims: RefreshTokenClaims): string
  /** What a genuine refresh token says, or null. */
  readRefreshToken(token: string): RefreshTokenClaims | null
  /** Public keys for the router. */
  jwks(): Promise<{ keys: JWK[] }>
}

/** Issues with the first of `JWT_SECRET`'s keys and accepts all of them. */
export function createTokenIssuer(privateKeys: readonly string[]): TokenIssuer {
  const keys = privateKeys.map((pem) => createPrivateKey(pem))
  const [signingKey] = keys
  if (!signingKey) throw new Error('a token issuer needs a key')
  const refreshTokens = createSignedTexts(
    keys.map((key) =>
      Buffer.from(hkdfSync('sha256', key.export({ type: 'pkcs8', format: 'der' }), '', 'refresh-token', 32)),
    ),
  )
  return {
    async accessToken({ userId, sessionId, roles, scopes, issuedAt }) {
      const seconds = issuedAt.getTime() / 1000
      const expirySeconds = Math.floor(seconds) + ACCESS_TOKEN_SECONDS
      const token = await new SignJWT({ sid: sessionId, roles, scope: scopes.join(' ') })
        .setProtectedHeader({ alg: ACCESS_TOKEN.algorithm, typ: ACCESS_TOKEN.type, kid: keyId(signingKey) })
        .setIssuer(ACCESS_TOKEN.issuer)
        .setAudience(ACCESS_TOKEN.audience)
        .setSubject(userId)
        .setJti(randomUUID())
        // With its milliseconds (RFC 7519 §2 allows them): a token renewed in the second in which a role changed counts.
        .setIssuedAt(seconds)
        .setExpirationTime(expirySeconds)
        .sign(signingKey)
      return { token, expiresAt: new Date(expirySeconds * 1000) }
    },
    refreshToken: ({ sessionId, generation }) => refreshTokens.sign(`${sessionId}.${generation}`),
    readRefreshToken(token) {
      const [sessionId, generation] = refreshTokens.read(token)?.split('.') ?? []
      return sessionId && generation ? { sessionId, generation: Number(generation) } : null
    },
    jwks: async () => ({ keys: await Promise.all(keys.map(publicJwk)) }),
  }
}

async function publicJwk(key: KeyObject): Promise<JWK> {
  const publicKey = createPublicKey(key.export({ type: 'pkcs8', format: 'pem' }))
  return { ...(await exportJWK(publicKey)), kid: keyId(key), alg: ACCESS_TOKEN.algorithm, use: 'sig' }
}
