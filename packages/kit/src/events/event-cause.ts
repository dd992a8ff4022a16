/** Why an event comes to be: it goes into the envelope and links a chain of requests and events. */
export interface EventCause {
  /** The service that appends, for example `course-service`: the envelope's `source`. */
  source: string
  /** Id of the request, or of the job run, that started the chain. At most 64 characters. */
  correlationId: string
  /** Id of the event whose handler appends; absent in a request. */
  causationId?: string
  /** W3C trace context of the event whose handler appends, for where its own handling is not traced. */
  traceparent?: string
}
