import type { ConnectionOptions } from 'node:tls'
import type { SASLOptions } from 'kafkajs'
import { ConfigurationError, type KafkaConfig } from '../config.ts'
import type { Logger } from '../log.ts'
import type { KafkaOptions } from './kafka-client.ts'

/**
 * Reads how Kafka is reached.
 * @throws ConfigurationError when that is incomplete, or a password would go over the network in clear
 */
export function kafkaOptions(config: KafkaConfig, clientId: string, log: Logger): KafkaOptions {
  const problems = findProblems(config)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const ssl = tlsOptions(config)
  const sasl = saslOptions(config)
  return {
    brokers: config.KAFKA_BROKERS ?? [],
    clientId,
    log,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    ...(ssl ? { ssl } : {}),
    ...(sasl ? { sasl } : {}),
  }
}

function findProblems(config: KafkaConfig): string[] {
  const { KAFKA_BROKERS, KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_SSL_MODE } = config
  const problems: string[] = []
  // Without a transport events would pile up unseen; only the embedded stack brings its own.
  if (!KAFKA_BROKERS || KAFKA_BROKERS.length === 0) problems.push('KAFKA_BROKERS: is required')
  if (mechanism && !(KAFKA_USERNAME && KAFKA_PASSWORD)) {
    problems.push('KAFKA_SASL_MECHANISM: needs KAFKA_USERNAME and KAFKA_PASSWORD')
  }
  if (!mechanism && (KAFKA_USERNAME || KAFKA_PASSWORD)) {
    problems.push('KAFKA_SASL_MECHANISM: is required with KAFKA_USERNAME and KAFKA_PASSWORD')
  }
  if (mechanism === 'plain' && KAFKA_SSL_MODE === 'disable') {
    problems.push('KAFKA_SASL_MECHANISM: plain sends the password as it is and needs KAFKA_SSL_MODE')
  }
  return problems
}

function tlsOptions({ KAFKA_SSL_MODE, KAFKA_SSL_CA }: KafkaConfig): ConnectionOptions | null {
  if (KAFKA_SSL_MODE === 'disable') return null
  if (KAFKA_SSL_MODE === 'require') return { rejectUnauthorized: false }
  return { rejectUnauthorized: true, ...(KAFKA_SSL_CA ? { ca: KAFKA_SSL_CA } : {}) }
}

function saslOptions(config: KafkaConfig): SASLOptions | null {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = config
  return mechanism && username && password ? { mechanism, username, password } : null
}
