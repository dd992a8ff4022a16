/** The document of a request, wherever its text came from. */
export interface ResolvedDocument {
  readonly text: string
  /** Whether it is a partner's registered operation. */
  readonly persisted: boolean
  readonly operationId?: string
}
