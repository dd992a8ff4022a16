import { PrismaClient } from '@lms/assessment/generated/prisma/client'
import { systemClock } from '@lms/kit/clock'
import { parseEnvironment, subgraphEnvironment } from '@lms/kit/config'
import { createDatabase, createTransact } from '@lms/kit/database'
import type { EventBus } from '@lms/kit/events/bus'
import { startConsumer } from '@lms/kit/events/consumer'
import { createKafkaBus } from '@lms/kit/events/kafka-bus'
import { rosterEnrollmentHandlers } from '@lms/kit/events/roster'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import type { SqlClient } from '@lms/kit/sql'

/** A service that keeps who attends which course, through Prisma as all do, and tells when each event was handled. */
export async function startEventConsumer(
  { databaseUrl, brokers }: { databaseUrl: string; brokers: string[] },
  onHandled: (eventId: string) => void,
): Promise<AsyncDisposable> {
  const service = 'assessment-service'
  const log = createLogger({ service, level: 'error' })
  const config = parseEnvironment(
    subgraphEnvironment.pick({
      DATABASE_URL: true,
      DATABASE_DIRECT_URL: true,
      DB_POOL_SIZE: true,
      DB_SSL_MODE: true,
      DB_SSL_CA: true,
    }),
    { DATABASE_URL: databaseUrl, DB_SSL_MODE: 'disable', DB_POOL_SIZE: '5' },
  )
  const metrics = createMetrics(service, { processMetrics: false })
  const db = createDatabase<PrismaClient>(PrismaClient, { config, log, metrics })
  const bus = createKafkaBus({ brokers, clientId: service, log, onFatal: console.error })
  await startConsumer({
    service,
    bus: telling(bus, onHandled),
    handlers: rosterEnrollmentHandlers,
    transact: createTransact<SqlClient>(db as never),
    deps: {},
    clock: systemClock,
    log,
    registry: metrics.registry,
  })
  return {
    async [Symbol.asyncDispose]() {
      await bus.stop()
      await db.$disconnect()
    },
  }
}

/** A bus that tells which messages were dealt with, behind the commit of their effect. */
function telling(bus: EventBus, onHandled: (eventId: string) => void): EventBus {
  return {
    ...bus,
    subscribe: (group, topics, handle) =>
      bus.subscribe(group, topics, async (messages) => {
        await handle(messages)
        for (const { value } of messages) onHandled(JSON.parse(value ?? '{}').id)
      }),
  }
}
