import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomUUID,
  sign as signBytes,
  timingSafeEqual,
} from 'node:crypto'
import { type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import type { Viewer } from './viewer.ts'

const ISSUER = 'api-gateway'
const TYPE = 'internal+jwt'
const LIFETIME_SECONDS = 30
const SKEW_SECONDS = 5

/** Header that carries the router's token to a subgraph. */
export const INTERNAL_TOKEN_HEADER = 'x-internal-token'

/** What the router says of one request to one subgraph. */
export interface InternalRequest {
  viewer: Viewer
  requestId: string
  /** Whom limits count a mutation for: the client's address, of IPv6 the /64. Queries do without. */
  client?: string | undefined
}

export interface InternalTokenSigner {
  /** A token for exactly this body at exactly this service (its audience). */
  sign(request: InternalRequest, audience: string, body: string): string
}

const Claims = z.object({
  sub: z.string(),
  jti: z.string(),
  exp: z.number(),
  rid: z.string(),
  bh: z.string(),
  client: z.string().optional(),
  kind: z.enum(['anonymous', 'user', 'partner', 'audience', 'router']),
  sid: z.string().optional(),
  /** Id of the API key, of partners. */
  key: z.string().optional(),
  roles: z.array(z.string()).optional(),
  scope: z.string().optional(),
})

/** A verified token; the body is still to be compared by `matchesBody`. */
export interface VerifiedInternalToken extends InternalRequest {
  readonly bodyHash: string
}

/** Names a key by its content, so that several can be valid while one is rotated. */
export function keyId(key: KeyObject): string {
  const spki = createPublicKey(
    key.export(key.type === 'private' ? { type: 'pkcs8', format: 'pem' } : { type: 'spki', format: 'pem' }),
  )
  return createHash('sha256')
    .update(spki.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16)
}

/**
 * Signs with the first of `SERVICE_SECRET_KEY`'s keys (EdDSA, https://www.rfc-editor.org/rfc/rfc8037). Every request to a
 * subgraph is signed, so it is done at once and not by a thread as in jose, which takes nearly twice the processor time.
 */
export function createInternalTokenSigner(privateKeys: readonly string[], clock: Clock): InternalTokenSigner {
  const [first] = privateKeys
  if (!first) throw new Error('an internal token signer needs a key')
  const key = createPrivateKey(first)
  const header = encode({ alg: 'EdDSA', typ: TYPE, kid: keyId(key) })
  return {
    sign({ viewer, requestId, client }, audience, body) {
      const iat = Math.floor(clock.now().getTime() / 1000)
      const lifetime = { iss: ISSUER, aud: audience, iat, exp: iat + LIFETIME_SECONDS, jti: randomUUID() }
      const claims = encode({ ...identityOf(viewer), rid: requestId, bh: hashBody(body), client, ...lifetime })
      const signed = `${header}.${claims}`
      return `${signed}.${signBytes(null, Buffer.from(signed), key).toString('base64url')}`
    },
  }
}

/** A part of a token (https://www.rfc-editor.org/rfc/rfc7515#section-7.1). */
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

function identityOf(viewer: Viewer): JWTPayload {
  switch (viewer.kind) {
    case 'user':
      return {
        sub: viewer.id,
        kind: viewer.kind,
        sid: viewer.sessionId,
        roles: [...viewer.roles],
        scope: viewer.scopes.join(' '),
      }
    case 'partner':
      return { sub: viewer.id, kind: viewer.kind, key: viewer.keyId, scope: viewer.scopes.join(' ') }
    default:
      return { sub: viewer.kind, kind: viewer.kind }
  }
}

export type InternalTokenVerifier = ReturnType<typeof createInternalTokenVerifier>

/** Verifies tokens meant for one service; `verify` rejects on any flaw, a second use of the same token included. */
export function createInternalTokenVerifier(publicKeys: readonly string[], audience: string, clock: Clock) {
  const keys = new Map(publicKeys.map((pem) => createPublicKey(pem)).map((key) => [keyId(key), key]))
  const seen = createReplayGuard(clock)
  const options = {
    algorithms: ['EdDSA'],
    issuer: ISSUER,
    audience,
    typ: TYPE,
    clockTolerance: SKEW_SECONDS,
    requiredClaims: ['exp', 'sub', 'jti', 'bh', 'rid'],
  }
  return {
    async verify(token: string): Promise<VerifiedInternalToken> {
      const { payload } = await jwtVerify(
        token,
        (header) => {
          const key = keys.get(header.kid ?? '')
          if (!key) throw new Error('unknown key')
          return key
        },
        { ...options, currentDate: clock.now() },
      )
      const claims = Claims.parse(payload)
      seen.admit(claims.jti, claims.exp)
      const { rid: requestId, bh: bodyHash, client } = claims
      return { viewer: viewerOf(claims), requestId, bodyHash, client }
    },
  }
}

/** Whether a body is the one the token was signed for (constant time). */
export function matchesBody({ bodyHash }: VerifiedInternalToken, body: string | Buffer): boolean {
  const expected = Buffer.from(bodyHash)
  const actual = Buffer.from(hashBody(body))
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

const hashBody = (body: string | Buffer) => createHash('sha256').update(body).digest('base64url')

function viewerOf(claims: z.infer<typeof Claims>): Viewer {
  const scopes = claims.scope?.split(' ').filter(Boolean) ?? []
  switch (claims.kind) {
    case 'user':
      return { kind: 'user', id: claims.sub, sessionId: claims.sid ?? '', roles: claims.roles ?? [], scopes }
    case 'partner':
      return { kind: 'partner', id: claims.sub, keyId: claims.key ?? '', scopes }
    case 'router':
    case 'audience':
    case 'anonymous':
      return { kind: claims.kind }
  }
}

/** Remembers token ids until they expire. One process sees one request once, so the memory is per process. */
function createReplayGuard(clock: Clock) {
  const expiries = new Map<string, number>()
  return {
    admit(id: string, expiry: number) {
      if (expiries.has(id)) throw new Error('the token was used before')
      expiries.set(id, expiry)
      const now = clock.now().getTime() / 1000 - SKEW_SECONDS
      // Insertion order is nearly expiry order, so the old ones stand in front.
      for (const [oldest, end] of expiries) {
        if (end >= now) break
        expiries.delete(oldest)
      }
    },
  }
}
