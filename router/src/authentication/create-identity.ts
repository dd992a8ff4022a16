import type { BackgroundWork } from '@lms/kit/subgraph'
import type { RouterDeps } from '../deps.ts'
import type { PartnerDirectory } from '../persisted/partner-directory.ts'
import { createAskAccessChanges } from './access-changes.ts'
import { createAccessFeed } from './access-feed.ts'
import { createAccessTokenVerifier, type VerifiedAccessToken } from './access-token.ts'
import { type Authenticate, type AuthenticateOptions, anonymousOnly, createAuthenticate } from './authenticate.ts'

/** Who callers are, kept up to date in the background. */
export interface Identity extends BackgroundWork {
  authenticate: Authenticate
  /** Whether a token that was accepted does not count any more, although it has not expired. */
  isEnded(token: VerifiedAccessToken): boolean
  /** Tells whoever serves callers for longer than one request when to look again at who they are. */
  follow(listener: AccessListener): void
  start(): Promise<void>
}

export interface AccessListener {
  onTokensEnded(): void
  onPartnerChanged(partnerId: string): void
}

/** Sends an operation to the identity subgraph in the router's own name. */
export type AskIdentity = (query: string, variables: Record<string, unknown>) => Promise<Record<string, unknown>>

/** @param partners null where partners are not served */
export function createIdentity(deps: RouterDeps, ask: AskIdentity, partners: PartnerDirectory | null): Identity {
  const { config, clock } = deps
  if (config.AUTHENTICATION === 'off') return unchanging(anonymousOnly)
  const verifyAccessToken = createAccessTokenVerifier({
    jwksUrl: config.JWKS_URL ?? '',
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    algorithms: config.JWT_ALGORITHMS,
    cooldownMs: config.JWKS_COOLDOWN_MS,
    clock,
  })
  if (config.identitySubgraph === null)
    return unchanging(createAuthenticate({ verifyAccessToken, isEnded: () => false }))
  return followingFeed(deps, { ask, partners, verifyAccessToken })
}

/** Nobody's access ends before its time. */
const unchanging = (authenticate: Authenticate): Identity => ({
  authenticate,
  isEnded: () => false,
  follow: () => {},
  start: async () => {},
  stop: async () => {},
})

function followingFeed(
  { clock, log, metrics }: RouterDeps,
  parts: { ask: AskIdentity; partners: PartnerDirectory | null } & Pick<AuthenticateOptions, 'verifyAccessToken'>,
): Identity {
  const { ask, partners, verifyAccessToken } = parts
  const listeners: AccessListener[] = []
  const feed = createAccessFeed({
    ask: createAskAccessChanges(ask),
    clock,
    log,
    registry: metrics.registry,
    onTokensEnded() {
      for (const listener of listeners) listener.onTokensEnded()
    },
    onPartnerChanged(partnerId) {
      partners?.changed(partnerId)
      for (const listener of listeners) listener.onPartnerChanged(partnerId)
    },
  })
  const isEnded = (token: VerifiedAccessToken) => feed.isEnded(token)
  return {
    authenticate: createAuthenticate({
      verifyAccessToken,
      isEnded,
      ...(partners ? { partnerOf: partners.byKey } : {}),
    }),
    isEnded,
    follow: (listener) => listeners.push(listener),
    start: () => feed.start(),
    stop: () => feed.stop(),
  }
}
