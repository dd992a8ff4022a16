import { connect, isIP } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { type ISocketFactory, Kafka, type logCreator, logLevel, type SASLOptions } from 'kafkajs'
import type { Logger } from '../log.ts'

export interface KafkaOptions {
  /** `host:port` of some brokers; the others are found through them. */
  brokers: readonly string[]
  /** Name of this process in the brokers' logs and quotas. */
  clientId: string
  log: Logger
  /** TLS; not encrypted when absent. */
  ssl?: ConnectionOptions
  /** Who signs in, and how; nobody when absent. */
  sasl?: SASLOptions
  /** After so long without a sign of life a consumer is put out of its group. */
  sessionTimeoutMs?: number
}

/** Bounded and independent of NODE_ENV, which kafkajs's own defaults are not. */
export const RETRY = { initialRetryTime: 200, maxRetryTime: 5_000, factor: 0.2, multiplier: 2, retries: 3 }

const KEEP_ALIVE_MS = 60_000

/** Connects to nothing yet. */
export function createKafka({ brokers, clientId, log, ssl, sasl }: KafkaOptions): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(ssl ? { ssl } : {}),
    ...(sasl ? { sasl } : {}),
    connectionTimeout: 3_000,
    authenticationTimeout: 10_000,
    requestTimeout: 30_000,
    retry: RETRY,
    socketFactory,
    logLevel: logLevel.WARN,
    logCreator: logTo(log),
  })
}

/** As kafkajs does it by itself, but small requests are sent at once: they do not wait for the answer to earlier bytes. */
const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
    : connect({ host, port }, onConnect)
  return socket.setKeepAlive(true, KEEP_ALIVE_MS).setNoDelay(true)
}

/** One line per connection and attempt; whoever needed the connection reports that it failed. */
const CHATTY = new Set(['Connection', 'BrokerPool'])

/** kafkajs calls an error what it is about to try again; where that fails for good, its caller logs an error. */
function logTo(log: Logger): logCreator {
  return () =>
    ({ namespace, level, log: { message, timestamp: _time, logger: _logger, stack: _stack, ...details } }) => {
      const at = level <= logLevel.WARN && !CHATTY.has(namespace) ? 'warn' : 'debug'
      log[at]({ kafka: namespace, details }, message)
    }
}
