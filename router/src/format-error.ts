import { unwrapResolverError } from '@apollo/server/errors'
import { DomainError, ERROR_CODES } from '@lms/kit/errors'
import type { GraphQLFormattedError } from 'graphql'

const KNOWN = new Set<unknown>(ERROR_CODES)

/**
 * The one place that decides what leaves: message, path, locations and code of errors that are meant for clients.
 * Anything else, and every extension that names a subgraph, its address or a stack, stays in the log.
 */
export function formatRouterError(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  const error = unwrapResolverError(thrown)
  const code = error instanceof DomainError ? error.extensions.code : formatted.extensions?.code
  const { path, locations } = formatted
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) }
  if (!KNOWN.has(code) || code === 'INTERNAL_SERVER_ERROR') {
    return { message: 'Internal server error', ...place, extensions: { code: 'INTERNAL_SERVER_ERROR' } }
  }
  return { message: formatted.message, ...place, extensions: { code } }
}
