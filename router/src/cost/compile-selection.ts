import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { reader } from '../execution/own-value.ts'
import { compileArguments } from './argument-value.ts'
import { collectFields, type Document, type FieldOccurrence, type RuntimeType, runtimeTypes } from './collect-fields.ts'
import { when } from './condition.ts'
import type { CostModel } from './cost-model.ts'
import type { CostedField, CostedSelection, CostedVariant, SizedField, UniformCost } from './costed-selection.ts'
import { atLeastZero, bounded, type Expression, maximum, product, shared, sum } from './expression.ts'
import { compileInputCost } from './input-cost.ts'
import { compileListSize } from './list-size.ts'

const OBJECT_WEIGHT = 1
const LEAF_WEIGHT = 0

/** One fetch of a plan while it is compiled. */
export interface FetchContext extends Document {
  readonly model: CostModel
  /** What is known of the objects that `_entities` is asked for. */
  readonly entities: { readonly size: Expression; readonly sized: readonly SizedField[] }
  /** What was compiled before, so that a fragment that is spread in many places is compiled once. */
  readonly known: Map<SelectionSetNode, Map<GraphQLCompositeType, CostedSelection>>
}

/**
 * Compiles what is selected on an object of one of the `types`. Types that the same fields apply to, at the same cost,
 * share a variant.
 */
export function compileSelection(
  context: FetchContext,
  selectionSet: SelectionSetNode,
  types: readonly RuntimeType[],
  sized: readonly SizedField[] = [],
): CostedSelection {
  const occurrences = collectFields(context, selectionSet, types)
  const compiled = new Map<string, { field: CostedField; id: number }>()
  const compile = (occurrence: FieldOccurrence, index: number, owner: RuntimeType) => {
    const key = `${index} ${profile(context.model, owner.getFields()[occurrence.node.name.value])}`
    const known = compiled.get(key) ?? { field: compileField(context, occurrence, owner, sized), id: compiled.size }
    compiled.set(key, known)
    return known
  }
  const variants = new Map<string, { types: Set<string>; weight: number; fields: CostedField[] }>()
  for (const type of types) {
    const fields = occurrences
      .flatMap((occurrence, index) => (occurrence.types.includes(type) ? [compile(occurrence, index, type)] : []))
      .filter(({ field }) => field.estimate !== 0 || field.selection !== null)
    const weight = context.model.weights.get(type) ?? OBJECT_WEIGHT
    const key = [weight, ...fields.map(({ id }) => id)].join()
    const variant = variants.get(key) ?? { types: new Set(), weight, fields: fields.map(({ field }) => field) }
    variants.set(key, variant)
    variant.types.add(type.name)
  }
  return { variants: [...variants.values()].map(withEstimate) }
}

const withEstimate = (variant: Omit<CostedVariant, 'estimate'>): CostedVariant => ({
  ...variant,
  estimate: shared(sum(variant.fields.map((field) => field.estimate))),
})

/** Equal for fields of different types that cost the same. */
function profile({ weights, listSizes }: CostModel, field: GraphQLField<unknown, unknown> | undefined): string {
  if (!field) return ''
  const inputs = field.args.map((argument) => [argument.name, argument.defaultValue, weights.get(argument)])
  return JSON.stringify([String(field.type), weights.get(field), listSizes.get(field), inputs])
}

function compileField(
  context: FetchContext,
  { node, condition }: FieldOccurrence,
  owner: RuntimeType,
  sized: readonly SizedField[],
): CostedField {
  const { model } = context
  const name = node.name.value
  const definition = owner.getFields()[name]
  if (!definition && name === '_entities') return compileEntities(context, node)
  if (!definition) throw new Error(`unreachable: the supergraph has no ${owner.name}.${name}, which a fetch asks for`)
  const values = compileArguments(node, definition)
  const expected = compileListSize(name, definition, values, model)
  const mine = sized.filter(({ path }) => path[0] === name)
  const told = mine.find(({ path }) => path.length === 1)?.size
  const depth = listDepth(definition.type)
  const size =
    depth === 0 ? 1 : product(told ?? expected ?? model.defaultListSize, bounded(model.defaultListSize ** (depth - 1)))
  const below = [
    ...mine.filter(({ path }) => path.length > 1).map((each) => ({ ...each, path: each.path.slice(1) })),
    ...sizedBelow(context, definition, expected),
  ]
  const weight = weightOf(model, definition)
  const selection = selectionOf(context, node, getNamedType(definition.type), below)
  const responseName = node.alias?.value ?? name
  const field = {
    responseName,
    read: reader(responseName),
    condition,
    weight,
    each: uniformCost(weight, selection),
    depth,
    size,
    inputs: compileInputCost(definition, values, model),
    selection,
    sized: below,
  }
  // Evaluating a length checks the slicing arguments, so it is evaluated even where it is not used.
  const unused = product(expected ?? 0, 0)
  return { ...field, estimate: when(condition, sum([estimateField(field), unused])) }
}

/** size × (weight + fields) + arguments */
function estimateField({ weight, size, inputs, selection }: Omit<CostedField, 'estimate'>): Expression {
  const value = selection
    ? maximum(selection.variants.map((variant) => sum([weight ?? variant.weight, variant.estimate])))
    : (weight ?? LEAF_WEIGHT)
  return atLeastZero(sum([inputs, product(size, atLeastZero(value))]))
}

/** Of leaves, and of objects of one kind of which no field has a cost that varies. */
function uniformCost(weight: number | null, selection: CostedSelection | null): UniformCost | null {
  if (!selection) {
    const cost = Math.max(0, weight ?? LEAF_WEIGHT)
    return { value: cost, null: cost }
  }
  const [variant, ...others] = selection.variants
  if (!variant || others.length > 0) return null
  const own = weight ?? variant.weight
  let value = own
  for (const field of variant.fields) {
    const cost = constantCost(field)
    if (cost === null) return null
    value = bounded(value + cost)
  }
  return { value: Math.max(0, value), null: Math.max(0, bounded(own)) }
}

/** What a field adds to its object, whatever the variables and the answer; null where it depends on them. */
function constantCost({ condition, depth, each, inputs }: CostedField): number | null {
  if (condition.length > 0 || depth > 0 || !each || each.value !== each.null || typeof inputs !== 'number') return null
  return Math.max(0, bounded(inputs + each.value))
}

/** null for what costs as much as the object that it turns out to be. */
function weightOf({ weights }: CostModel, definition: GraphQLField<unknown, unknown>): number | null {
  const type = getNamedType(definition.type)
  const own = weights.get(definition)
  if (own !== undefined) return own
  if (!isCompositeType(type)) return weights.get(type) ?? LEAF_WEIGHT
  return (isAbstractType(type) ? weights.get(type) : undefined) ?? null
}

function selectionOf(
  context: FetchContext,
  { selectionSet }: FieldNode,
  type: GraphQLOutputType,
  sized: readonly SizedField[],
): CostedSelection | null {
  if (!selectionSet || !isCompositeType(type)) return null
  const types = runtimeTypes(context.schema, type)
  // Lengths that are told from above hold in one place only.
  if (sized.length > 0) return compileSelection(context, selectionSet, types, sized)
  const byType = context.known.get(selectionSet) ?? new Map<GraphQLCompositeType, CostedSelection>()
  context.known.set(selectionSet, byType)
  const selection = byType.get(type) ?? compileSelection(context, selectionSet, types)
  byType.set(type, selection)
  return selection
}

/** The lists that `sizedFields` means: of a path such as `edges.node`, the last part that is a list. */
function sizedBelow(
  { model, schema }: FetchContext,
  definition: GraphQLField<unknown, unknown>,
  expected: Expression | null,
): SizedField[] {
  if (expected === null) return []
  return (model.listSizes.get(definition)?.sizedFields ?? []).map((path) => {
    let types = runtimeTypes(schema, getNamedType(definition.type))
    let lastList = 0
    for (const [index, key] of path.entries()) {
      const field = types.map((type) => type.getFields()[key]).find((found) => found !== undefined)
      if (!field) break
      if (listDepth(field.type) > 0) lastList = index
      types = runtimeTypes(schema, getNamedType(field.type))
    }
    return { path: path.slice(0, lastList + 1), size: expected }
  })
}

function listDepth(declared: GraphQLOutputType): number {
  const type = getNullableType(declared)
  return isListType(type) ? 1 + listDepth(type.ofType) : 0
}

/** `_entities(representations:)`: as many objects as representations, of the types that are selected on. */
function compileEntities(context: FetchContext, node: FieldNode): CostedField {
  const { size, sized } = context.entities
  const selection = node.selectionSet
    ? compileSelection(context, node.selectionSet, entityTypes(context, node.selectionSet), sized)
    : null
  const responseName = node.alias?.value ?? node.name.value
  const field = {
    responseName,
    read: reader(responseName),
    condition: [],
    weight: null,
    each: uniformCost(null, selection),
    depth: 1,
    size,
    inputs: 0,
    selection,
    sized: [],
  }
  return { ...field, estimate: estimateField(field) }
}

function entityTypes(context: FetchContext, { selections }: SelectionSetNode): RuntimeType[] {
  const types = selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return []
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? context.fragments.get(selection.name.value) : selection
    if (!fragment) return []
    if (!fragment.typeCondition) return entityTypes(context, fragment.selectionSet)
    return runtimeTypes(context.schema, context.schema.getType(fragment.typeCondition.name.value))
  })
  return [...new Set(types)]
}
