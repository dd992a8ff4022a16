import { holds } from './condition.ts'
import type { CostedField, CostedSelection, CostedVariant } from './costed-selection.ts'
import { bounded, type Evaluation, evaluate, greatest } from './expression.ts'

/** Cost of the fields that an object of an answer has, from the values that its lists really hold. */
export function measureCost(selection: CostedSelection, data: object, evaluation: Evaluation): number {
  return greatest(variantsOf(selection, data).map((variant) => measureFields(variant, data, evaluation)))
}

function measureFields({ fields }: CostedVariant, data: object, evaluation: Evaluation): number {
  return fields.reduce((total, field) => bounded(total + measureField(field, data, evaluation)), 0)
}

function measureField(field: CostedField, data: object, evaluation: Evaluation): number {
  const { responseName, condition, isList, inputs } = field
  if (!Object.hasOwn(data, responseName) || !holds(condition, evaluation)) return 0
  const found = (data as Record<string, unknown>)[responseName]
  const value = isList ? (found ?? []) : found
  return Math.max(0, bounded(evaluate(inputs, evaluation) + measureValue(field, value, evaluation)))
}

/** null was looked up, too, so it costs what it weighs; there is nothing below it. */
function measureValue(field: CostedField, value: unknown, evaluation: Evaluation): number {
  if (Array.isArray(value))
    return value.reduce<number>((total, item) => bounded(total + measureValue(field, item, evaluation)), 0)
  const { weight, selection } = field
  if (!selection) return Math.max(0, weight ?? 0)
  const isObject = typeof value === 'object' && value !== null
  const variants = isObject ? variantsOf(selection, value) : selection.variants
  const costs = variants.map(
    (variant) => (weight ?? variant.weight) + (isObject ? measureFields(variant, value, evaluation) : 0),
  )
  return Math.max(0, bounded(greatest(costs)))
}

/** Without a `__typename`, an object counts as whatever costs most with the fields that it has. */
function variantsOf({ variants }: CostedSelection, data: object): readonly CostedVariant[] {
  const typename = Object.hasOwn(data, '__typename') ? (data as { __typename?: unknown }).__typename : undefined
  const named = variants.find(({ types }) => types.has(String(typename)))
  return named ? [named] : variants
}
