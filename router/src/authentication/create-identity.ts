import type { BackgroundWork } from '@lms/kit/subgraph'
import type { RouterDeps } from '../deps.ts'
import type { PartnerDirectory } from '../persisted/partner-directory.ts'
import { createAskAccessChanges } from './access-changes.ts'
import { createAccessFeed } from './access-feed.ts'
import { createAccessTokenVerifier } from './access-token.ts'
import { type Authenticate, anonymousOnly, createAuthenticate } from './authenticate.ts'

/** Who callers are, kept up to date in the background. */
export interface Identity extends BackgroundWork {
  authenticate: Authenticate
  start(): Promise<void>
}

/** Sends an operation to the identity subgraph in the router's own name. */
export type AskIdentity = (query: string, variables: Record<string, unknown>) => Promise<Record<string, unknown>>

/** @param partners null where partners are not served */
export function createIdentity(
  { config, clock, log, metrics }: RouterDeps,
  ask: AskIdentity,
  partners: PartnerDirectory | null,
): Identity {
  if (config.AUTHENTICATION === 'off')
    return { authenticate: anonymousOnly, start: async () => {}, stop: async () => {} }
  const verifyAccessToken = createAccessTokenVerifier({
    jwksUrl: config.JWKS_URL ?? '',
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    algorithms: config.JWT_ALGORITHMS,
    cooldownMs: config.JWKS_COOLDOWN_MS,
    clock,
  })
  if (config.identitySubgraph === null) {
    const authenticate = createAuthenticate({ verifyAccessToken, isEnded: () => false })
    return { authenticate, start: async () => {}, stop: async () => {} }
  }
  const feed = createAccessFeed({
    ask: createAskAccessChanges(ask),
    clock,
    log,
    registry: metrics.registry,
    ...(partners ? { onPartnerChanged: partners.changed } : {}),
  })
  return {
    authenticate: createAuthenticate({
      verifyAccessToken,
      isEnded: (token) => feed.isEnded(token),
      ...(partners ? { partnerOf: partners.byKey } : {}),
    }),
    start: () => feed.start(),
    stop: () => feed.stop(),
  }
}
