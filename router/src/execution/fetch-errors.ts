import { GraphQLError, type GraphQLFormattedError } from 'graphql'

export type ErrorPath = readonly (string | number)[]

/** An error of a subgraph at its place in the whole answer. */
export function errorAt({ message, extensions }: GraphQLFormattedError, path: ErrorPath | undefined): GraphQLError {
  return new GraphQLError(message || 'A subgraph reported an error.', {
    ...(path ? { path } : {}),
    ...(extensions ? { extensions } : {}),
  })
}

/** What asking threw, as an error of the answer: a part of it is missing. */
export function thrownError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error
  const original = error instanceof Error ? error : new Error(String(error))
  return new GraphQLError(original.message, { originalError: original })
}
