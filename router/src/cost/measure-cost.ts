import { holds } from './condition.ts'
import type { CostedField, CostedSelection, CostedVariant } from './costed-selection.ts'
import { bounded, type Evaluation, evaluate } from './expression.ts'

/*
 * Every object of every answer passes through here, so little is allocated on the way.
 */

/** Cost of the fields that an object of an answer has, from the values that its lists really hold. */
export function measureCost(selection: CostedSelection, data: object, evaluation: Evaluation): number {
  return greatestOf(selection, data, (variant) => measureFields(variant, data, evaluation))
}

function measureFields({ fields }: CostedVariant, data: object, evaluation: Evaluation): number {
  let total = 0
  for (const field of fields) total = bounded(total + measureField(field, data, evaluation))
  return total
}

function measureField(field: CostedField, data: object, evaluation: Evaluation): number {
  const { responseName, condition, depth, inputs } = field
  if (!Object.hasOwn(data, responseName)) return 0
  if (condition.length > 0 && !holds(condition, evaluation)) return 0
  const found = (data as Record<string, unknown>)[responseName]
  // A list that is null has no elements that could cost something.
  const value = depth > 0 && (found === null || found === undefined) ? 0 : measureValue(field, found, evaluation)
  return Math.max(0, bounded(evaluate(inputs, evaluation) + value))
}

/** null was looked up, too, so it costs what it weighs; there is nothing below it. */
function measureValue(field: CostedField, value: unknown, evaluation: Evaluation): number {
  if (Array.isArray(value)) return measureList(field, value, evaluation)
  const { weight, each, selection } = field
  if (each !== null || !selection) return each ?? 0
  const object = typeof value === 'object' && value !== null ? value : null
  const cost = greatestOf(
    selection,
    object,
    (variant) => (weight ?? variant.weight) + (object ? measureFields(variant, object, evaluation) : 0),
  )
  return Math.max(0, bounded(cost))
}

function measureList(field: CostedField, values: readonly unknown[], evaluation: Evaluation): number {
  // Most of a long list are values that need no look.
  if (field.each !== null && field.depth === 1) return bounded(values.length * field.each)
  let total = 0
  for (const value of values) total = bounded(total + measureValue(field, value, evaluation))
  return total
}

/** Without a `__typename`, an object counts as whatever costs most with the fields that it has; 0 when there is nothing. */
function greatestOf(
  { variants }: CostedSelection,
  data: object | null,
  measure: (variant: CostedVariant) => number,
): number {
  if (variants.length === 1 && variants[0]) return measure(variants[0])
  const typename = data && Object.hasOwn(data, '__typename') ? (data as { __typename?: unknown }).__typename : undefined
  const named = variants.find(({ types }) => types.has(String(typename)))
  if (named) return measure(named)
  let greatest: number | undefined
  for (const variant of variants) greatest = Math.max(greatest ?? Number.NEGATIVE_INFINITY, measure(variant))
  return greatest ?? 0
}
