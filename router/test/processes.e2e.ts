import { canCheckAlerts } from '@lms/monitoring/programs'
import { startKafkaBroker } from '@lms/testkit/kafka-broker'
import { startTlsPostgres } from '@lms/testkit/postgres-tls'
import { startProcessStack } from '@lms/testkit/process-stack'
import { startPrometheus } from '@lms/testkit/prometheus'
import { startRedisServer } from '@lms/testkit/redis-server'
import { afterAll, expect, test } from 'vitest'
import { describeJourney } from './journey/describe-journey.ts'
import { journeyTarget } from './journey/target.ts'
import { describeMonitoring, type WatchedSystem } from './monitoring/describe-monitoring.ts'

const servers = await Promise.all([startTlsPostgres(), startRedisServer(), startKafkaBroker()])
const [postgres, redis, kafka] = servers
afterAll(() => Promise.all(servers.map((server) => server?.stop())))

if (postgres && redis && kafka) {
  const watched = await canCheckAlerts()
  let system: WatchedSystem
  describeJourney(
    'the learner’s journey, nine processes on real servers with TLS to PostgreSQL 15 and a standby',
    async () => {
      const stack = await startProcessStack({
        databaseServer: postgres.url,
        sslMode: 'require',
        redisUrl: redis.url,
        kafkaBrokers: kafka.brokers,
        environment: { LOG_LEVEL: 'debug', DATABASE_REPLICA_HOST: await postgres.startStandby() },
      })
      const urls = [...stack.services.values()].flatMap(({ processes }) => processes.map(({ url }) => url))
      const prometheus = await startPrometheus(urls)
      system = { stack, prometheus, databaseServer: postgres.url, kafkaBrokers: kafka.brokers }
      return {
        ...journeyTarget(stack, stack.userEnvironment),
        async [Symbol.asyncDispose]() {
          await prometheus?.[Symbol.asyncDispose]()
          const codes = await stack.stop()
          await stack[Symbol.asyncDispose]()
          expect(new Set([...codes.values()].flat()), 'every process ends cleanly on SIGTERM').toEqual(new Set([0]))
        },
      }
    },
    (target) => describeMonitoring(target, () => system, watched),
  )
} else {
  // .ci/run sets LMS_REQUIRE_REAL, and then a missing server fails above; the run's last lines name what was missing.
  test.skip('nine processes need PostgreSQL 15, Redis and Kafka', () => {})
}
