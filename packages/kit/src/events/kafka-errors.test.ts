import kafkajs from 'kafkajs'
import { expect, test } from 'vitest'
import { isUnavailable } from './kafka-errors.ts'

const { KafkaJSConnectionError, KafkaJSNonRetriableError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } =
  kafkajs

const answer = (type: string, retriable: boolean) =>
  new KafkaJSProtocolError(Object.assign(new Error(type), { type, retriable, code: 0 }))
const givenUp = (error: Error) => new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 3, retryTime: 1_000 })

test.each([
  ['nobody listens', new KafkaJSConnectionError('ECONNREFUSED')],
  ['nobody listened at any try', givenUp(new KafkaJSConnectionError('ECONNREFUSED'))],
  ['a broker loads its groups', answer('GROUP_LOAD_IN_PROGRESS', true)],
  ['a topic is not there yet', givenUp(answer('UNKNOWN_TOPIC_OR_PARTITION', true))],
])('Kafka is away: %s', (_, error) => {
  expect(isUnavailable(error)).toBe(true)
})

test.each([
  ['a wrong password', new KafkaJSNonRetriableError('SASL authentication failed')],
  ['no right to read', answer('TOPIC_AUTHORIZATION_FAILED', false)],
  ['a bug', new TypeError('x is not a function')],
])('Kafka is there, but answers with %s', (_, error) => {
  expect(isUnavailable(error)).toBe(false)
})
