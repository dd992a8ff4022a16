import { DomainError, type ErrorCode, knownCode } from '@lms/kit/errors'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'

/**
 * The one place that decides what leaves: message, path, locations and code of errors that are meant for clients, and
 * the request's id, which a client can quote. Anything else, and every extension that names a subgraph, its address or a
 * stack, stays in the log.
 */
export function formatRouterError(error: unknown, requestId: string): GraphQLFormattedError {
  const { message, path, locations } = error instanceof GraphQLError ? error.toJSON() : { message: '' }
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) }
  const code = codeOf(error)
  if (code === 'INTERNAL_SERVER_ERROR')
    return { message: 'Internal server error', ...place, extensions: { code, requestId } }
  return { message, ...place, extensions: { code, ...subCode(error), requestId } }
}

/** What Apollo Server's clients look for where introspection is off. */
function subCode(error: unknown): { validationErrorCode?: 'INTROSPECTION_DISABLED' } {
  const isIntrospection =
    error instanceof GraphQLError && error.extensions.validationErrorCode === 'INTROSPECTION_DISABLED'
  return isIntrospection ? { validationErrorCode: 'INTROSPECTION_DISABLED' } : {}
}

/** The stable code of any thrown value; INTERNAL_SERVER_ERROR for what is not meant to be shown. */
export function codeOf(error: unknown): ErrorCode {
  if (!(error instanceof GraphQLError)) return 'INTERNAL_SERVER_ERROR'
  return knownCode(error.originalError instanceof DomainError ? error.originalError : error)
}
