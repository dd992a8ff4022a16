import { startKafkaBroker } from '@lms/testkit/kafka-broker'
import { startTlsPostgres } from '@lms/testkit/postgres-tls'
import { startProcessStack } from '@lms/testkit/process-stack'
import { startRedisServer } from '@lms/testkit/redis-server'
import { afterAll, expect, test } from 'vitest'
import { describeJourney } from './journey/describe-journey.ts'
import { journeyTarget } from './journey/target.ts'

const servers = await Promise.all([startTlsPostgres(), startRedisServer(), startKafkaBroker()])
const [postgres, redis, kafka] = servers
afterAll(() => Promise.all(servers.map((server) => server?.stop())))

if (postgres && redis && kafka) {
  describeJourney('the learner’s journey, nine processes on real servers with TLS to PostgreSQL 15', async () => {
    const stack = await startProcessStack({
      databaseServer: postgres.url,
      sslMode: 'require',
      redisUrl: redis.url,
      kafkaBrokers: kafka.brokers,
    })
    return {
      ...journeyTarget(stack, stack.userEnvironment),
      async [Symbol.asyncDispose]() {
        const codes = await stack.stop()
        await stack[Symbol.asyncDispose]()
        expect(new Set([...codes.values()].flat()), 'every process ends cleanly on SIGTERM').toEqual(new Set([0]))
      },
    }
  })
} else {
  // .ci/run sets LMS_REQUIRE_REAL, and then a missing server fails above; the run's last lines name what was missing.
  test.skip('nine processes need PostgreSQL 15, Redis and Kafka', () => {})
}
