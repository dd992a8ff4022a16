const OUTAGES = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSRequestTimeoutError',
])

/** Whether Kafka was away, as opposed to having answered with something that the client could not live with. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return OUTAGES.has(error.name) || isOutage(error.cause)
}
