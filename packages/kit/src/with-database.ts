import { type Environment, parseEnvironment, subgraphEnvironment } from './config.ts'
import { createDatabase } from './database.ts'
import { createLogger } from './log.ts'
import { createMetrics } from './metrics.ts'

const commandEnvironment = subgraphEnvironment.pick({
  DATABASE_URL: true,
  DATABASE_DIRECT_URL: true,
  DB_SSL_MODE: true,
  DB_SSL_CA: true,
  DB_POOL_SIZE: true,
})

/** Runs a command on a service's database, without the service. */
export async function withDatabase<Client extends { $disconnect(): Promise<void> }, Result>(
  service: string,
  environment: Environment,
  PrismaClient: new (options: never) => Client,
  run: (db: Client) => Promise<Result>,
): Promise<Result> {
  const config = parseEnvironment(commandEnvironment, environment)
  const log = createLogger({ service, level: 'silent' })
  const metrics = createMetrics(service, { processMetrics: false })
  const db = createDatabase<Client>(PrismaClient, { config, log, metrics })
  try {
    return await run(db)
  } finally {
    await db.$disconnect()
  }
}
