import { type Clock, systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { createLogger, type Logger } from '@lms/kit/log'
import { createMetrics, type Metrics } from '@lms/kit/metrics'
import { connectRedis, connectRedisCluster, waitUntilReady } from '@lms/kit/redis'
import type { Cluster, Redis } from 'ioredis'
import { type RouterConfig, readConfig } from './config.ts'

/** The router among the services. */
export const SERVICE = 'api-gateway'

/** What the embedded stack and tests put in place of the router's own choices. */
export interface RouterOverrides {
  clock?: Clock
  log?: Logger
  redis?: Redis
  /** True where several services share a process. */
  sharedProcess?: boolean
}

/** What the parts of the router share, made once at start. */
export interface RouterDeps {
  readonly config: RouterConfig
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  /** Null where nothing that is switched on needs it. */
  readonly redis: Redis | Cluster | null
}

/** @throws ConfigurationError with every problem of the environment */
export async function createDeps(environment: Environment, overrides: RouterOverrides): Promise<RouterDeps> {
  const config = readConfig(environment)
  const clock = overrides.clock ?? systemClock
  const log = overrides.log?.child({ service: SERVICE }) ?? createLogger({ service: SERVICE, level: config.LOG_LEVEL })
  const metrics = createMetrics(SERVICE, { processMetrics: !overrides.sharedProcess })
  const redis = overrides.redis ?? connect(config, log)
  // Until then budgets would be kept in memory, where no other replica sees them.
  if (redis) await waitUntilReady(redis)
  return { config, clock, log, metrics, redis }
}

function connect({ REDIS_URL, REDIS_CLUSTER }: RouterConfig, log: Logger): Redis | Cluster | null {
  if (REDIS_URL === undefined) return null
  return REDIS_CLUSTER === 'on' ? connectRedisCluster(REDIS_URL, log) : connectRedis(REDIS_URL, log)
}
