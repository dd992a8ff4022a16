import { expect, test } from 'vitest'
import { kafkaEnvironment, parseEnvironment } from '../config.ts'
import { createLogger } from '../log.ts'
import { kafkaOptions } from './kafka-options.ts'

const log = createLogger({ service: 'test', level: 'silent' })
const read = (environment: Record<string, string>) =>
  kafkaOptions(parseEnvironment(kafkaEnvironment, environment), 'course-service', log)

const SIGNED_IN = { KAFKA_BROKERS: 'a:9092,b:9092', KAFKA_USERNAME: 'lms', KAFKA_PASSWORD: 'secret' }

test('brokers alone are enough', () => {
  expect(read({ KAFKA_BROKERS: 'a:9092, b:9092' })).toEqual({
    brokers: ['a:9092', 'b:9092'],
    clientId: 'course-service',
    log,
    sessionTimeoutMs: 30_000,
  })
})

test('a certificate is checked, against an authority of one’s own, where that is asked for', () => {
  const ssl = { KAFKA_BROKERS: 'a:9093', KAFKA_SSL_MODE: 'verify-full', KAFKA_SSL_CA: 'PEM' }
  expect(read(ssl).ssl).toEqual({ rejectUnauthorized: true, ca: 'PEM' })
  expect(read({ ...ssl, KAFKA_SSL_MODE: 'require' }).ssl).toEqual({ rejectUnauthorized: false })
})

test('a service signs in as somebody', () => {
  const options = read({ ...SIGNED_IN, KAFKA_SASL_MECHANISM: 'scram-sha-512' })
  expect(options.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'lms', password: 'secret' })
})

test.each([
  ['no brokers', {}, 'KAFKA_BROKERS'],
  ['a mechanism without a password', { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'scram-sha-256' }, 'KAFKA_PASSWORD'],
  ['a password without a mechanism', SIGNED_IN, 'KAFKA_SASL_MECHANISM'],
  ['a password in clear', { ...SIGNED_IN, KAFKA_SASL_MECHANISM: 'plain' }, 'KAFKA_SSL_MODE'],
])('%s is refused', (_what, environment, named) => {
  expect(() => read(environment)).toThrow(named)
})
