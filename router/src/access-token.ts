import { ACCESS_TOKEN } from '@lms/kit/access-token'
import type { Clock } from '@lms/kit/clock'
import { DomainError } from '@lms/kit/errors'
import { anonymous, type Viewer } from '@lms/kit/viewer'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'

const Claims = z.object({
  sub: z.string(),
  sid: z.string(),
  roles: z.array(z.string()).default([]),
  scope: z.string().default(''),
})

/** Finds out who sends a request from its `Authorization` header. */
export type Authenticate = (authorization: string | undefined) => Promise<Viewer>

/**
 * Verifies access tokens with the user service's keys. No header is an anonymous caller; anything that is not a valid
 * token is refused (UNAUTHENTICATED), so that an expired session never silently turns into an anonymous one.
 */
export function createAuthenticator(options: { jwksUrl: string; clock: Clock }): Authenticate {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), { cooldownDuration: 30_000, timeoutDuration: 5_000 })
  const rules = {
    algorithms: [ACCESS_TOKEN.algorithm],
    issuer: ACCESS_TOKEN.issuer,
    audience: ACCESS_TOKEN.audience,
    typ: ACCESS_TOKEN.type,
    clockTolerance: 60,
    requiredClaims: ['exp', 'sub', 'jti', 'sid'],
  }
  return async (authorization) => {
    if (authorization === undefined) return anonymous
    const [scheme, token, ...rest] = authorization.split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw invalidToken()
    try {
      const { payload } = await jwtVerify(token, keys, { ...rules, currentDate: options.clock.now() })
      const { sub, sid, roles, scope } = Claims.parse(payload)
      return { kind: 'user', id: sub, sessionId: sid, roles, scopes: scope.split(' ').filter(Boolean) }
    } catch (error) {
      if (isUnreachable(error))
        throw new DomainError('SERVICE_UNAVAILABLE', 'Signing in cannot be checked at the moment. Try again.')
      throw invalidToken()
    }
  }
}

const invalidToken = () =>
  new DomainError('UNAUTHENTICATED', 'The access token is not valid. Sign in or renew the session.')

/** The keys could not be fetched, which says nothing about the token. */
function isUnreachable(error: unknown): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    (error instanceof TypeError && error.message === 'fetch failed') ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  )
}
