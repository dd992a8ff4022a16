import { createHash } from 'node:crypto'

const SHA256_ID = /^(?:sha256:)?([0-9a-f]{64})$/

/** Id of a persisted operation: the SHA-256 of its text in lower-case hexadecimal. */
export const operationIdOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * The one form of an id that clients write with or without `sha256:` (GraphQL over HTTP, appendix A "Persisted
 * Documents"); null for anything else.
 */
export const readOperationId = (id: string): string | null => SHA256_ID.exec(id)?.[1] ?? null
