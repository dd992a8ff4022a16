import type { Clock } from '@lms/kit/clock'
import { startJob } from '@lms/kit/job'
import type { Logger } from '@lms/kit/log'
import type { BackgroundWork } from '@lms/kit/subgraph'
import { Gauge, type Registry } from 'prom-client'
import { RequestRefusal } from '../refusal.ts'
import type { AccessChanges } from './access-changes.ts'
import type { VerifiedAccessToken } from './access-token.ts'
import { createEndedTokens } from './ended-tokens.ts'

/** With the time that an answer takes, well under the 5 s within which access must end. */
const EVERY_MS = 2_000

export interface AccessFeedOptions {
  /** Asks the identity subgraph; it must give up after a few seconds. */
  ask: (since: Date) => Promise<AccessChanges>
  clock: Clock
  log: Logger
  registry: Registry
  everyMs?: number
  /** A partner's keys, operations or budget changed: what is remembered of it is old. */
  onPartnerChanged?: (partnerId: string) => void
  /** Access tokens ended: who holds a connection open must look again. */
  onTokensEnded?: () => void
}

/**
 * What the router knows of access tokens that ended before they expired. Each replica asks for itself, so none depends
 * on Redis or on another for this.
 */
export interface AccessFeed {
  /**
   * Whether the token's session ended, or its person was suspended or changed role, since it was issued.
   * @throws RequestRefusal SERVICE_UNAVAILABLE (503) until the first answer: without it nobody's token can be trusted
   */
  isEnded(token: VerifiedAccessToken): boolean
  /** Begins to ask and waits for the first answer or failure; a failure does not stop it. */
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Makes the feed. While the identity subgraph does not answer, what was known stays in force: nothing can end there
 * either, sign-ins fail, and the last token expires within 15 minutes. `lms_router_access_feed_age_seconds` tells how
 * long that has been so.
 */
export function createAccessFeed(options: AccessFeedOptions): AccessFeed {
  const { ask, clock, log, registry, everyMs = EVERY_MS, onPartnerChanged, onTokensEnded } = options
  const ended = createEndedTokens()
  const partners = createNewsFilter()
  let since: Date | null = null
  let heardAt = Number.NEGATIVE_INFINITY
  let job: BackgroundWork | null = null
  measureAge(registry, () => clock.now().getTime() - heardAt)

  const poll = async () => {
    const changes = await ask(since ?? new Date(0))
    const now = clock.now()
    const anyEnded = ended.add(changes, now)
    since = changes.asOf
    heardAt = now.getTime()
    if (anyEnded) onTokensEnded?.()
    for (const id of partners.newIn(changes.partners)) onPartnerChanged?.(id)
  }
  return {
    isEnded(token) {
      if (since === null)
        throw new RequestRefusal(503, 'SERVICE_UNAVAILABLE', 'Signing in cannot be checked at the moment. Try again.')
      return ended.has(token)
    },
    async start() {
      const asked = Promise.withResolvers<void>()
      const run = () => poll().finally(asked.resolve)
      job = startJob({ service: 'api-gateway', clock, log }, { name: 'access-feed', everyMs, run })
      await asked.promise
    },
    async stop() {
      await job?.stop()
    },
  }
}

function measureAge(registry: Registry, ageMs: () => number): void {
  new Gauge({
    name: 'lms_router_access_feed_age_seconds',
    help: 'Time since the identity subgraph last told which access tokens ended',
    registers: [registry],
    collect() {
      this.set(ageMs() / 1000)
    },
  })
}

/** Lets each change of a partner pass once, though it is told several times. */
function createNewsFilter() {
  let known = new Map<string, number>()
  return {
    newIn(changes: AccessChanges['partners']): string[] {
      const news = changes.filter(({ id, changedAt }) => known.get(id) !== changedAt.getTime())
      // What is told no more lies behind; the next change of it is news.
      known = new Map(changes.map(({ id, changedAt }) => [id, changedAt.getTime()]))
      return news.map(({ id }) => id)
    },
  }
}
