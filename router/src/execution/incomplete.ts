import { GraphQLError } from 'graphql'
import type { ErrorPath } from './fetch-errors.ts'

/** A place in the answer, from the leaf up. */
export interface Place {
  readonly above: Place | null
  readonly key: string | number
}

export function pathTo(place: Place | null): ErrorPath {
  const path: (string | number)[] = []
  for (let at = place; at; at = at.above) path.unshift(at.key)
  return path
}

/**
 * What was fetched and does not fit the schema. Such a value becomes null; where the schema forbids null, that travels
 * up.
 */
export function misfit(reason: string, place: Place): GraphQLError {
  return new GraphQLError(reason, { path: pathTo(place) })
}
