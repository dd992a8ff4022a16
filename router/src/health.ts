import type { HealthChecks, HealthReport } from '@lms/kit/http-app'
import { checkRedis, type RedisClient } from '@lms/kit/redis'
import { type Dispatcher, request } from 'undici'

/** Somebody waits for the answer, and a healthy service needs a few milliseconds. */
const TIMEOUT_MS = 2_000

/** `unknown`: it answers, but has no such check. */
type State = 'ok' | 'failed' | 'unreachable' | 'unknown'

export interface HealthCheckOptions {
  /** Null where nothing that is switched on needs it. */
  redis: RedisClient | null
  /** Where each subgraph of the graph that serves takes GraphQL; its checks are at the same origin. */
  subgraphUrls: () => Promise<ReadonlyMap<string, string>>
  dispatcher: Dispatcher
}

/** The router's checks at `/health/<name>`: its own Redis, and what the subgraphs say of themselves. */
export function createHealthChecks({ redis, subgraphUrls, dispatcher }: HealthCheckOptions): HealthChecks {
  const gather = async (path: string) =>
    gatherStates(await subgraphUrls(), (subgraph) => askState(path, subgraph, dispatcher))
  return {
    ...(redis ? { redis: () => checkRedis(redis) } : {}),
    subgraphs: () => gather('/health'),
    database: () => gather('/health/database'),
  }
}

async function gatherStates(
  urls: ReadonlyMap<string, string>,
  ask: (url: string) => Promise<State>,
): Promise<HealthReport> {
  const states = await Promise.all([...urls].map(async ([name, url]) => [name, await ask(url)] as const))
  return {
    ok: states.every(([, state]) => state === 'ok' || state === 'unknown'),
    detail: { subgraphs: Object.fromEntries(states) },
  }
}

async function askState(path: string, subgraph: string, dispatcher: Dispatcher): Promise<State> {
  try {
    const url = new URL(path, subgraph)
    const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(TIMEOUT_MS) })
    await body.dump()
    if (statusCode === 404) return 'unknown'
    return statusCode < 300 ? 'ok' : 'failed'
  } catch {
    return 'unreachable'
  }
}
