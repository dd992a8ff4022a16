const OUTAGES = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSRequestTimeoutError',
])

/**
 * Whether Kafka, or a topic, was not there, as opposed to an answer that the client could not live with. A broker that
 * calls its own refusal passing is on its way: it loads its groups, elects a leader, or has yet to hear of a topic that a
 * command makes after the services have started.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (OUTAGES.has(error.name)) return true
  if (error.name === 'KafkaJSProtocolError' && 'retriable' in error && error.retriable === true) return true
  return isUnavailable(error.cause)
}
