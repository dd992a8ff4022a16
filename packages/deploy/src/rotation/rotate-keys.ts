/** How one key of a list is replaced; the first of a list makes, all of them verify. */
export const ROTATION_STEPS = ['add', 'switch', 'remove'] as const
export type RotationStep = (typeof ROTATION_STEPS)[number]

/**
 * Does one step: `add` puts a fresh key behind the one there is, known and not used yet; `switch` has the two change places,
 * and done again it goes back; `remove` leaves the first one alone.
 *
 * @throws Error where the step before is missing
 */
export function rotateKeys(keys: readonly string[], step: RotationStep, makeKey: () => string): string[] {
  const [first, second, ...others] = keys
  if (first === undefined || others.length > 0)
    throw new Error(`There are ${keys.length} keys; there must be one or two.`)
  if (step === 'add') {
    if (second !== undefined) throw new Error('There are two keys already: remove the old one first.')
    return [first, makeKey()]
  }
  if (second === undefined) throw new Error('There is one key alone: add another first.')
  return step === 'switch' ? [second, first] : [first]
}
