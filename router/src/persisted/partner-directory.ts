import type { Clock } from '@lms/kit/clock'
import type { Logger } from '@lms/kit/log'
import { hashPartnerKey, isPartnerKey } from '@lms/kit/partner-key'
import type { BucketShape } from '@lms/kit/token-bucket'
import type { PartnerViewer } from '@lms/kit/viewer'
import { z } from 'zod'
import type { AskIdentity } from '../authentication/create-identity.ts'
import { RequestRefusal } from '../refusal.ts'
import { createGuessLimit } from './guess-limit.ts'
import { createRefreshedCache } from './refreshed-cache.ts'

/** Who an API key belongs to. */
export interface PartnerAccess {
  readonly viewer: PartnerViewer
  /** The partner's own cost budget, where it has one. */
  readonly budget?: BucketShape
}

/** An operation that a partner registered. */
export interface RegisteredOperation {
  readonly body: string
  readonly name: string
}

/** The operations of a partner by their ids. */
export type RegisteredOperations = ReadonlyMap<string, RegisteredOperation>

/** What the router knows of partners: asked for when they call, forgotten when they change. */
export interface PartnerDirectory {
  /**
   * Whose key it is; null for one that opens nothing.
   * @throws RequestRefusal SERVICE_UNAVAILABLE (503) when that cannot be found out, THROTTLED (429) for an address that
   * tries one wrong key after another
   */
  byKey(apiKey: string, address: string): Promise<PartnerAccess | null>
  /** @throws RequestRefusal SERVICE_UNAVAILABLE (503) when they cannot be found out */
  operations(partnerId: string): Promise<RegisteredOperations>
  /** The operations of all partners that are remembered. */
  known(): RegisteredOperations[]
  /** Forgets what is known of a partner, because something of it changed. */
  changed(partnerId: string): void
}

export interface PartnerDirectoryOptions {
  ask: AskIdentity
  clock: Clock
  log: Logger
  /** Told of a partner's operations whenever they were read: the time to plan them. */
  onOperations?: (operations: RegisteredOperations) => void
}

const MINUTE_MS = 60_000
const MOST_KEYS = 10_000
const MOST_OPERATIONS_TEXT = 64 * 1024 * 1024

/**
 * Asks the identity subgraph. What is known is used for ten minutes at most, so that its outage is not one of partners,
 * and asked for again after a minute, so that it also learns which keys are in use.
 */
export function createPartnerDirectory(options: PartnerDirectoryOptions): PartnerDirectory {
  const { ask, clock, log, onOperations } = options
  const remembered = {
    clock,
    refreshAfterMs: MINUTE_MS,
    keepMs: 10 * MINUTE_MS,
    absentMs: 5_000,
    maximum: MOST_KEYS,
    onRefreshFailed: (error: unknown) => log.warn({ err: error }, 'what is known of a partner could not be refreshed'),
  }
  // By hash: the keys themselves are nothing to keep.
  const accesses = createRefreshedCache<PartnerAccess>({ ...remembered, load: (hash) => askAccess(ask, hash) })
  const operations = createRefreshedCache<RegisteredOperations>({
    ...remembered,
    size: { of: textOf, maximum: MOST_OPERATIONS_TEXT },
    async load(partnerId) {
      const read = await askOperations(ask, partnerId)
      onOperations?.(read)
      return read
    },
  })
  const guesses = createGuessLimit(clock)
  const orUnavailable = (error: unknown): never => {
    if (error instanceof RequestRefusal) throw error
    log.warn({ err: error }, 'partners cannot be looked up')
    throw new RequestRefusal(503, 'SERVICE_UNAVAILABLE', 'Partners cannot be checked at the moment. Try again.')
  }
  return {
    async byKey(apiKey, address) {
      if (!isPartnerKey(apiKey)) return null
      const access = guesses.guard(address, (count) => accesses.get(hashPartnerKey(apiKey), count))
      return access.catch(orUnavailable)
    },
    async operations(partnerId) {
      return (await operations.get(partnerId).catch(orUnavailable)) ?? new Map()
    },
    known: () => operations.values(),
    changed(partnerId) {
      accesses.forget(({ viewer }) => viewer.id === partnerId)
      operations.forget((_operations, id) => id === partnerId)
    },
  }
}

const ACCESS_QUERY = `query PartnerByKey($keyHash: String!) {
  partnerByKey(keyHash: $keyHash) { partnerId keyId scopes budgetCapacity budgetRestorePerSecond }
}`

const Access = z
  .object({
    partnerId: z.string(),
    keyId: z.string(),
    scopes: z.array(z.string()),
    budgetCapacity: z.int().nullable(),
    budgetRestorePerSecond: z.int().nullable(),
  })
  .nullable()

async function askAccess(ask: AskIdentity, keyHash: string): Promise<PartnerAccess | null> {
  const access = Access.parse((await ask(ACCESS_QUERY, { keyHash })).partnerByKey)
  if (!access) return null
  const { partnerId, keyId, scopes, budgetCapacity: capacity, budgetRestorePerSecond: restorePerSecond } = access
  return {
    viewer: { kind: 'partner', id: partnerId, keyId, scopes },
    ...(capacity === null || restorePerSecond === null ? {} : { budget: { capacity, restorePerSecond } }),
  }
}

const OPERATIONS_QUERY = `query PartnerOperations($partnerId: ID!) {
  partnerOperations(partnerId: $partnerId) { id name body }
}`

const Operations = z.array(z.object({ id: z.string(), name: z.string(), body: z.string() }))

async function askOperations(ask: AskIdentity, partnerId: string): Promise<RegisteredOperations> {
  const operations = Operations.parse((await ask(OPERATIONS_QUERY, { partnerId })).partnerOperations)
  return new Map(operations.map(({ id, name, body }) => [id, { name, body }]))
}

const textOf = (operations: RegisteredOperations): number =>
  [...operations.values()].reduce((sum, { body }) => sum + body.length, 0)
