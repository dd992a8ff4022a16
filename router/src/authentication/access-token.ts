import { ACCESS_TOKEN } from '@lms/kit/access-token'
import type { Clock } from '@lms/kit/clock'
import type { SignedInViewer } from '@lms/kit/viewer'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { RequestRefusal } from '../refusal.ts'

const Claims = z.object({
  sub: z.string(),
  sid: z.string(),
  iat: z.number(),
  roles: z.array(z.string()).default([]),
  scope: z.string().default(''),
})

export interface AccessTokenOptions {
  jwksUrl: string
  issuer: string
  audience: string
  algorithms: string[]
  clock: Clock
}

/** What a genuine access token says. */
export interface VerifiedAccessToken {
  viewer: SignedInViewer
  issuedAt: Date
}

/** Anything longer is not one of ours, and is refused before it is decoded. */
const LONGEST_TOKEN = 8_192

/**
 * Verifies access tokens (https://www.rfc-editor.org/rfc/rfc9068) with the keys of a JWKS, which is fetched again for an
 * unknown `kid`, at most every 30 s. Clocks may differ by a minute.
 *
 * @throws RequestRefusal UNAUTHENTICATED (401), or SERVICE_UNAVAILABLE (503) while the keys cannot be had
 */
export function createAccessTokenVerifier(options: AccessTokenOptions) {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), { cooldownDuration: 30_000, timeoutDuration: 5_000 })
  const rules = {
    algorithms: options.algorithms,
    issuer: options.issuer,
    audience: options.audience,
    typ: ACCESS_TOKEN.type,
    clockTolerance: 60,
    requiredClaims: ['exp', 'sub', 'jti', 'sid', 'iat'],
  }
  return async (token: string): Promise<VerifiedAccessToken> => {
    if (token.length > LONGEST_TOKEN) throw invalidToken()
    try {
      const { payload } = await jwtVerify(token, keys, { ...rules, currentDate: options.clock.now() })
      const { sub, sid, iat, roles, scope } = Claims.parse(payload)
      return {
        viewer: { kind: 'user', id: sub, sessionId: sid, roles, scopes: scope.split(' ').filter(Boolean) },
        issuedAt: new Date(iat * 1000),
      }
    } catch (error) {
      if (isUnreachable(error))
        throw new RequestRefusal(503, 'SERVICE_UNAVAILABLE', 'Signing in cannot be checked at the moment. Try again.')
      throw invalidToken()
    }
  }
}

export const invalidToken = () =>
  new RequestRefusal(401, 'UNAUTHENTICATED', 'The access token is not valid. Sign in or renew the session.', {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  })

/** The keys could not be fetched, which says nothing about the token. */
function isUnreachable(error: unknown): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    (error instanceof TypeError && error.message === 'fetch failed') ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  )
}
