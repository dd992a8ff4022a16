import {
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql'
import type { CostDirectives } from './cost-directives.ts'

/** What `@listSize` says of a field; paths are split at their dots. */
export interface ListSize {
  readonly assumedSize: number | null
  readonly slicingArguments: readonly (readonly string[])[]
  readonly sizedFields: readonly (readonly string[])[]
  readonly requireOneSlicingArgument: boolean
}

/** What a supergraph says about cost. */
export interface CostModel {
  readonly schema: GraphQLSchema
  /** Length of a list that nothing else is known of. */
  readonly defaultListSize: number
  /** `@cost` by type, field, argument or input field. */
  readonly weights: ReadonlyMap<object, number>
  /** `@listSize` by field. */
  readonly listSizes: ReadonlyMap<object, ListSize>
}

/** A part of a schema that directives are applied to. */
interface Element {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[]
}

/**
 * Reads `@cost` and `@listSize` off a supergraph's elements. A field of an object that has none takes those of an interface
 * that it implements.
 * @throws Error naming the element whose weight or size is not a number
 */
export function readCostModel(
  schema: GraphQLSchema,
  directives: CostDirectives | null,
  { defaultListSize }: { defaultListSize: number },
): CostModel {
  const weights = new Map<object, number>()
  const listSizes = new Map<object, ListSize>()
  if (!directives) return { schema, defaultListSize, weights, listSizes }
  const read = (element: Element, coordinate: string) => {
    const cost = argumentsOf(element, directives.cost)
    if (cost) weights.set(element, Math.ceil(finite(cost.weight, coordinate)))
    const listSize = argumentsOf(element, directives.listSize)
    if (listSize) listSizes.set(element, readListSize(listSize, coordinate))
  }
  const types = Object.values(schema.getTypeMap())
  for (const type of types) readType(type, read)
  for (const type of types) inherit(type, [weights, listSizes])
  return { schema, defaultListSize, weights, listSizes }
}

function readType(type: GraphQLNamedType, read: (element: Element, coordinate: string) => void): void {
  read(type, type.name)
  if (isEnumType(type)) return
  if (isInputObjectType(type))
    for (const field of Object.values(type.getFields())) read(field, `${type.name}.${field.name}`)
  if (!isObjectType(type) && !isInterfaceType(type)) return
  for (const field of Object.values(type.getFields())) {
    read(field, `${type.name}.${field.name}`)
    for (const argument of field.args) read(argument, `${type.name}.${field.name}(${argument.name}:)`)
  }
}

function inherit(type: GraphQLNamedType, maps: readonly Map<object, unknown>[]): void {
  if (!isObjectType(type)) return
  for (const field of Object.values(type.getFields())) {
    const inherited = type.getInterfaces().map((parent) => parent.getFields()[field.name])
    for (const map of maps) {
      const source = inherited.find((candidate) => candidate && map.has(candidate))
      if (source && !map.has(field)) map.set(field, map.get(source))
    }
  }
}

function argumentsOf(element: Element, directive: string): Record<string, unknown> | undefined {
  const nodes = [element.astNode, ...(element.extensionASTNodes ?? [])]
  const applied = nodes.flatMap((node) => node?.directives ?? []).find(({ name }) => name.value === directive)
  return (
    applied &&
    Object.fromEntries((applied.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]))
  )
}

function readListSize(given: Record<string, unknown>, coordinate: string): ListSize {
  return {
    assumedSize: given.assumedSize == null ? null : Math.max(0, finite(given.assumedSize, coordinate)),
    slicingArguments: paths(given.slicingArguments),
    sizedFields: paths(given.sizedFields),
    requireOneSlicingArgument: given.requireOneSlicingArgument !== false,
  }
}

const paths = (given: unknown): string[][] => {
  if (given == null) return []
  return (Array.isArray(given) ? given : [given]).map((path) => String(path).split('.'))
}

/** Weights are `Int!` with Apollo and numeric strings in IBM's specification. */
function finite(given: unknown, coordinate: string): number {
  const value = typeof given === 'string' && given.trim() === '' ? Number.NaN : Number(given)
  if (Number.isFinite(value)) return value
  throw new Error(`@cost or @listSize of ${coordinate}: ${String(given)} is not a number`)
}
