const OUTAGES = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSRequestTimeoutError',
])

/** Topics are made by a command, which may run after the services have started. */
const MISSING_TOPIC = 'UNKNOWN_TOPIC_OR_PARTITION'

/** Whether Kafka, or a topic, was not there, as opposed to an answer that the client could not live with. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (OUTAGES.has(error.name) || ('type' in error && error.type === MISSING_TOPIC)) return true
  return isUnavailable(error.cause)
}
