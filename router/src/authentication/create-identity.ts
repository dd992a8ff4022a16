import type { BackgroundWork } from '@lms/kit/subgraph'
import type { RouterDeps } from '../deps.ts'
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

export function createIdentity({ config, clock, log, metrics }: RouterDeps, ask: AskIdentity): Identity {
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
  const feed = createAccessFeed({ ask: createAskAccessChanges(ask), clock, log, registry: metrics.registry })
  return {
    authenticate: createAuthenticate({ verifyAccessToken, isEnded: (token) => feed.isEnded(token) }),
    start: () => feed.start(),
    stop: () => feed.stop(),
  }
}
