import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canRunKafka } from '@lms/local/kafka-install'
import { startKafkaServer } from '@lms/local/kafka-server'
import { type SecuredKafka, secureListener } from './secured-listener.ts'

export interface KafkaBroker {
  /** `host:port` of each broker. */
  brokers: string[]
  /** A second way in, where it was asked for; a broker of KAFKA_BROKERS has none. */
  secured?: SecuredKafka
  stop(): Promise<void>
}

/**
 * A real Kafka for a test: the one of KAFKA_BROKERS, else an Apache Kafka of its own.
 * @returns null where neither is there; the suite must then say that it ran without
 * @throws instead of returning null when LMS_REQUIRE_REAL is 1
 */
export async function startKafkaBroker({ secured = false } = {}): Promise<KafkaBroker | null> {
  const external = process.env.KAFKA_BROKERS
  if (external) return { brokers: external.split(','), stop: async () => {} }
  if (!(await canRunKafka())) {
    if (process.env.LMS_REQUIRE_REAL === '1')
      throw new Error('No real Kafka: Java 17 and mvn, or KAFKA_BROKERS, are needed')
    return null
  }
  const dir = await mkdtemp(path.join(tmpdir(), 'lms-kafka-'))
  const listener = secured ? await secureListener(path.join(dir, 'tls')) : null
  const server = await startKafkaServer({ dir, ...listener?.options })
  return {
    brokers: [server.broker],
    ...(listener ? { secured: listener } : {}),
    async stop() {
      await server.stop('SIGKILL')
      await rm(dir, { recursive: true, force: true })
    },
  }
}
