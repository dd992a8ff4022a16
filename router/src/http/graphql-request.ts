/** The parameters of one operation, checked for their shape but not yet for their meaning. */
export interface GraphQLRequest {
  /** By HTTP, or in a message over a WebSocket. */
  readonly method: 'GET' | 'POST' | 'SOCKET'
  /** The document's text; absent where an id stands for it. */
  readonly query?: string
  /** Id of a persisted operation: `documentId`, or `extensions.persistedQuery.sha256Hash`. */
  readonly documentId?: string
  /** Whether the id came as `extensions.persistedQuery`, which alone may register a document (APQ). */
  readonly automatic: boolean
  readonly operationName?: string
  readonly variables: Readonly<Record<string, unknown>>
}
