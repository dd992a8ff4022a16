import { type Clock, systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { createLogger, type Logger } from '@lms/kit/log'
import { createMetrics, type Metrics } from '@lms/kit/metrics'
import { openRedis, type RedisClient, waitUntilReady } from '@lms/kit/redis'
import { noTracing, startTracing, type Tracing } from '@lms/kit/start-tracing'
import type { Redis } from 'ioredis'
import { createRedisCircuit, type RedisCircuit } from './budget/redis-circuit.ts'
import { type RouterConfig, readConfig } from './config.ts'
import { createFederationProcess, type FederationProcess } from './graph/federation-process.ts'
import { createRouterMetrics, type RouterMetrics } from './observability/metrics.ts'

/** The router among the services. */
export const SERVICE = 'api-gateway'

/** What the embedded stack and tests put in place of the router's own choices. */
export interface RouterOverrides {
  clock?: Clock
  log?: Logger
  redis?: Redis
  /** True where several services share a process. */
  sharedProcess?: boolean
  /** Takes the place of the router's own metrics, to measure what these cost. */
  routerMetrics?: RouterMetrics
  /** Reads and plans somewhere else than in a process per supergraph. */
  createFederation?: (supergraphSdl: string) => FederationProcess
}

/** What the parts of the router share, made once at start. */
export interface RouterDeps {
  readonly config: RouterConfig
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  readonly routerMetrics: RouterMetrics
  readonly tracing: Tracing
  /** Null where nothing that is switched on needs it. */
  readonly redis: RedisClient | null
  /** What keeps limits goes through it, so that an outage is noticed once for all. */
  readonly redisCircuit: RedisCircuit
  readonly createFederation: (supergraphSdl: string) => FederationProcess
}

/** @throws ConfigurationError with every problem of the environment */
export async function createDeps(environment: Environment, overrides: RouterOverrides): Promise<RouterDeps> {
  const config = readConfig(environment)
  const clock = overrides.clock ?? systemClock
  const log = overrides.log?.child({ service: SERVICE }) ?? createLogger({ service: SERVICE, level: config.LOG_LEVEL })
  const metrics = createMetrics(SERVICE, { processMetrics: !overrides.sharedProcess })
  const tracing = overrides.sharedProcess ? noTracing : await startTracing(SERVICE, config)
  const redis = overrides.redis ?? connect(config, log)
  // Until then budgets would be kept in memory, where no other replica sees them.
  if (redis) await waitUntilReady(redis)
  const routerMetrics = overrides.routerMetrics ?? createRouterMetrics(metrics.registry)
  const { createFederation = createFederationProcess } = overrides
  const redisCircuit = createRedisCircuit(log)
  return { config, clock, log, metrics, routerMetrics, tracing, redis, redisCircuit, createFederation }
}

function connect({ REDIS_URL, REDIS_CLUSTER }: RouterConfig, log: Logger): RedisClient | null {
  return REDIS_URL === undefined ? null : openRedis({ REDIS_URL, REDIS_CLUSTER }, log)
}
