import { GraphQLError } from 'graphql'
import { formatSubgraphError } from '../format-error.ts'

/** What a subscriber is told of a thrown value; what is not for clients is masked. */
export function shownError(thrown: unknown): GraphQLError {
  const cause = innermost(thrown)
  const located = thrown instanceof GraphQLError ? thrown : new GraphQLError('')
  const { message, path, locations: _, extensions } = formatSubgraphError(located.toJSON(), cause)
  return new GraphQLError(message, { path, ...(extensions ? { extensions } : {}) })
}

/** GraphQL wraps what a resolver throws, and the socket's library wraps it once more. */
function innermost(thrown: unknown): unknown {
  return thrown instanceof GraphQLError && thrown.originalError ? innermost(thrown.originalError) : thrown
}
