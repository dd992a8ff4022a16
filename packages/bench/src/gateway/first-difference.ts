/** Path of the first place where two JSON values differ, the order of keys aside; null when they are equal. */
export function firstDifference(left: unknown, right: unknown, path = 'data'): string | null {
  if (Object.is(left, right)) return null
  if (!isComposite(left) || !isComposite(right) || Array.isArray(left) !== Array.isArray(right)) return path
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const at = Array.isArray(left) ? `${path}[${key}]` : `${path}.${key}`
    if (!Object.hasOwn(left, key) || !Object.hasOwn(right, key)) return at
    const difference = firstDifference(left[key], right[key], at)
    if (difference) return difference
  }
  return null
}

const isComposite = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
