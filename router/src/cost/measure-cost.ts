import { holds } from './condition.ts'
import type { CostedField, CostedSelection, CostedVariant } from './costed-selection.ts'
import { bounded, type Evaluation, evaluate, greatest } from './expression.ts'

/*
 * Every object of every answer passes through here, so little is allocated on the way.
 */

/** Cost of the fields that an object of an answer has, from the values that its lists really hold. */
export const measureCost = (selection: CostedSelection, data: object, evaluation: Evaluation): number =>
  measureObject(selection, 0, data, evaluation)

function measureFields({ fields }: CostedVariant, data: object, evaluation: Evaluation): number {
  let total = 0
  for (const field of fields) total = bounded(total + measureField(field, data, evaluation))
  return total
}

function measureField(field: CostedField, data: object, evaluation: Evaluation): number {
  const { condition, depth, inputs } = field
  const found = field.read(data as Record<string, unknown>)
  if (found === undefined) return 0
  if (condition.length > 0 && !holds(condition, evaluation)) return 0
  // A list that is null has no elements that could cost something.
  const value = depth > 0 && found === null ? 0 : measureValue(field, found, evaluation)
  return Math.max(0, bounded(evaluate(inputs, evaluation) + value))
}

function measureValue(field: CostedField, value: unknown, evaluation: Evaluation): number {
  if (Array.isArray(value)) return measureList(field, value, evaluation)
  const { weight, each, selection } = field
  const object = typeof value === 'object' ? value : null
  if (each) return object ? each.value : each.null
  return selection ? Math.max(0, bounded(measureObject(selection, weight, object, evaluation))) : 0
}

function measureList(field: CostedField, values: readonly unknown[], evaluation: Evaluation): number {
  const { each, depth } = field
  let total = 0
  // Most of a long list are values that need no look.
  if (each && depth === 1) {
    for (const value of values) total += value === null ? each.null : each.value
    return bounded(total)
  }
  for (const value of values) total = bounded(total + measureValue(field, value, evaluation))
  return total
}

/**
 * Without a `__typename`, an object counts as whatever costs most with the fields that it has; 0 when there is nothing.
 * @param weight null for what costs as much as the object that it turns out to be
 */
function measureObject(
  { variants }: CostedSelection,
  weight: number | null,
  object: object | null,
  evaluation: Evaluation,
): number {
  const [only] = variants
  if (variants.length === 1 && only) return measureVariant(only, weight, object, evaluation)
  const typename = String((object as { __typename?: unknown } | null)?.__typename)
  const named = variants.find(({ types }) => types.has(typename))
  if (named) return measureVariant(named, weight, object, evaluation)
  return greatest(variants.map((variant) => measureVariant(variant, weight, object, evaluation)))
}

const measureVariant = (
  variant: CostedVariant,
  weight: number | null,
  object: object | null,
  evaluation: Evaluation,
): number => (weight ?? variant.weight) + (object ? measureFields(variant, object, evaluation) : 0)
