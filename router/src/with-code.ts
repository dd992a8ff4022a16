import type { ErrorCode } from '@lms/kit/errors'
import { GraphQLError } from 'graphql'

/** The same error of graphql-js under one of our codes. */
export function withCode(
  code: ErrorCode,
  { message, nodes, source, positions, extensions }: GraphQLError,
): GraphQLError {
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { ...extensions, code },
  })
}
