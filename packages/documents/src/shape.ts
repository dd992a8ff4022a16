/**
 * Where a value lacks what an example has, or has something of another kind there. What it has besides is left out of the
 * example; of lists the first items are compared.
 */
export function missingInShape(actual: unknown, example: unknown, path = '$'): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(actual)) return [`${path} is no list`]
    if (example.length === 0) return []
    return actual.length === 0 ? [`${path} is empty`] : missingInShape(actual[0], example[0], `${path}[0]`)
  }
  if (typeof example !== 'object' || example === null)
    return typeof actual === typeof example ? [] : [`${path} is ${typeof actual}, not ${typeof example}`]
  if (typeof actual !== 'object' || actual === null) return [`${path} is no object`]
  return Object.entries(example).flatMap(([key, value]) =>
    key in actual
      ? missingInShape((actual as Record<string, unknown>)[key], value, `${path}.${key}`)
      : [`${path}.${key} is missing`],
  )
}
