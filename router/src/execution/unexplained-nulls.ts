import type { GraphQLError } from 'graphql'

type Path = readonly (string | number)[]

/**
 * Of nulls that the schema forbids, those that no error tells of: where such a null came to rest, no error lies at or
 * below. An error without a path may be about any of them.
 * @param data the answer's, as JSON text
 */
export function unexplainedNulls(
  data: string,
  incomplete: readonly GraphQLError[],
  errors: readonly GraphQLError[],
): readonly GraphQLError[] {
  if (incomplete.length === 0 || errors.length === 0) return incomplete
  if (errors.some(({ path }) => !path)) return []
  const answer: unknown = JSON.parse(data)
  return incomplete.filter(({ path = [] }) => {
    const rest = pathToNull(answer, path)
    return !errors.some((error) => rest.every((key, index) => isAt(key, error.path?.[index])))
  })
}

/** A refusal says `@` for every place in a list. */
const isAt = (key: string | number, told: string | number | undefined): boolean => told === key || told === '@'

/** How far along the path the answer goes before it is null. */
function pathToNull(answer: unknown, path: Path): Path {
  let value = answer
  for (const [index, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, index)
    value = (value as Record<string | number, unknown>)[key]
  }
  return path
}
