import { Redis } from 'ioredis'
import type { Logger } from './log.ts'

/** A Redis client whose waits are bounded; ioredis' defaults hang for as long as a silent server does. */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    commandTimeout: 200,
    connectTimeout: 1_000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    keepAlive: 10_000,
  })
  // Without a listener a lost connection would end the process.
  redis.on('error', (error) => log.warn({ err: error }, 'redis connection failed'))
  return redis
}
