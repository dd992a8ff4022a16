import { ACCESS_TOKEN } from '@lms/kit/access-token'
import type { Clock } from '@lms/kit/clock'
import type { SignedInViewer } from '@lms/kit/viewer'
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { RequestRefusal } from '../refusal.ts'

const Claims = z.object({
  sub: z.string(),
  sid: z.string(),
  iat: z.number(),
  exp: z.number(),
  roles: z.array(z.string()).default([]),
  scope: z.string().default(''),
})

export interface AccessTokenOptions {
  jwksUrl: string
  issuer: string
  audience: string
  algorithms: string[]
  /** Shortest time between two fetches of the keys because of an unknown `kid`. */
  cooldownMs: number
  clock: Clock
}

/** What a genuine access token says. */
export interface VerifiedAccessToken {
  viewer: SignedInViewer
  issuedAt: Date
  /** When it is refused, with the minute by which clocks may differ. */
  expiresAt: Date
}

/** Takes an `authorization` header. Answers at once for one that was verified a moment ago, as those of most requests were. */
export type VerifyAccessToken = (authorization: string) => VerifiedAccessToken | Promise<VerifiedAccessToken>

/** Anything longer is not one of ours, and is refused before it is decoded. */
const LONGEST_TOKEN = 8_192
const SCHEME = /^bearer /i
const CLOCK_TOLERANCE_SECONDS = 60
/** A verified token is not verified again for so long: within it, a key that was withdrawn still counts. */
const REMEMBER_MS = 60_000
const MOST_REMEMBERED = 10_000

/**
 * Verifies access tokens (https://www.rfc-editor.org/rfc/rfc9068) with the keys of a JWKS, which is fetched again for an
 * unknown `kid`, within limits. Clocks may differ by a minute.
 *
 * @throws RequestRefusal UNAUTHENTICATED (401), or SERVICE_UNAVAILABLE (503) while the keys cannot be had
 */
export function createAccessTokenVerifier(options: AccessTokenOptions): VerifyAccessToken {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), {
    cooldownDuration: options.cooldownMs,
    timeoutDuration: 5_000,
    // So seldom that a connection which is kept would be one that its other end closes (decision 35).
    headers: { connection: 'close' },
  })
  const rules = {
    algorithms: options.algorithms,
    issuer: options.issuer,
    audience: options.audience,
    typ: ACCESS_TOKEN.type,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp', 'sub', 'jti', 'sid', 'iat'],
  }
  const verify = async (token: string): Promise<VerifiedAccessToken> => {
    try {
      const { payload } = await jwtVerify(token, keys, { ...rules, currentDate: options.clock.now() })
      return readClaims(payload)
    } catch (error) {
      if (isUnreachable(error))
        throw new RequestRefusal(503, 'SERVICE_UNAVAILABLE', 'Signing in cannot be checked at the moment. Try again.')
      throw invalidToken()
    }
  }
  // A signature costs as much time as everything else that is checked of a request together.
  const remembered = new LRUCache<string, { authorization: string; token: VerifiedAccessToken }>({
    max: MOST_REMEMBERED,
    ttl: REMEMBER_MS,
    // With its millisecond by default it would start a timer for nearly every request.
    ttlResolution: 1_000,
  })
  const verifyNow = async (authorization: string) => {
    const token = await verify(bearerToken(authorization))
    remembered.set(endOf(authorization), { authorization, token })
    return token
  }
  return (authorization) => {
    const known = remembered.get(endOf(authorization))
    const isKnown = known?.authorization === authorization && known.token.expiresAt > options.clock.now()
    return isKnown ? known.token : verifyNow(authorization)
  }
}

/** Part of the signature: enough to find a token by, and much less to look up than all of it. */
const endOf = (authorization: string) => authorization.slice(-32)

function bearerToken(authorization: string): string {
  const token = authorization.slice('bearer '.length)
  if (!SCHEME.test(authorization) || token === '' || token.includes(' ') || token.length > LONGEST_TOKEN)
    throw invalidToken()
  return token
}

function readClaims(payload: JWTPayload): VerifiedAccessToken {
  const { sub, sid, iat, exp, roles, scope } = Claims.parse(payload)
  return {
    viewer: { kind: 'user', id: sub, sessionId: sid, roles, scopes: scope.split(' ').filter(Boolean) },
    // Rounded, because thousandths have no exact binary fraction.
    issuedAt: new Date(Math.round(iat * 1000)),
    expiresAt: new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1000),
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
    error instanceof errors.JWKSInvalid ||
    (error instanceof TypeError && error.message === 'fetch failed') ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  )
}
