import { unwrapResolverError } from '@apollo/server/errors'
import type { GraphQLFormattedError } from 'graphql'
import { isUnstorableText } from './constraint-errors.ts'
import { isTransactionConflict, isTransient } from './database-errors.ts'
import { DomainError, ERROR_CODES, type ErrorCode } from './errors.ts'

const KNOWN = new Set<unknown>(ERROR_CODES)

/** What a masked failure says; the details are in the log under the request id. */
const MASKED = {
  INTERNAL_SERVER_ERROR: 'Internal server error',
  SERVICE_UNAVAILABLE: 'The service is not available at the moment. Try again.',
  BAD_USER_INPUT: 'The text holds a character that cannot be stored.',
}

/** Turns any thrown value into a client's error: domain errors and GraphQL's own keep their text, the rest is masked. */
export function formatSubgraphError(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  const error = unwrapResolverError(thrown)
  if (error instanceof DomainError) return withCode(formatted, error.message, error.extensions.code as ErrorCode)
  const code = formatted.extensions?.code
  if (KNOWN.has(code) && code !== 'INTERNAL_SERVER_ERROR')
    return withCode(formatted, formatted.message, code as ErrorCode)
  const masked = maskedCode(error)
  return withCode(formatted, MASKED[masked], masked)
}

function maskedCode(error: unknown): keyof typeof MASKED {
  if (isUnstorableText(error)) return 'BAD_USER_INPUT'
  return isTransient(error) || isTransactionConflict(error) ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR'
}

function withCode(formatted: GraphQLFormattedError, message: string, code: ErrorCode): GraphQLFormattedError {
  const { path, locations } = formatted
  return { message, ...(locations ? { locations } : {}), ...(path ? { path } : {}), extensions: { code } }
}
