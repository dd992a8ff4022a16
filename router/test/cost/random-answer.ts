import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql'
import type { Tape } from '../documents/tape.ts'

/** `data` that a subgraph could answer: lists of at most `longest` items, at most `entities` entities, nulls here and there. */
export function randomAnswer(
  schema: GraphQLSchema,
  operation: string,
  { tape, longest, entities }: { tape: Tape; longest: number; entities: number },
): Record<string, unknown> {
  const { definitions } = parse(operation)
  const fragments = new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  )
  const list = (length: number, item: () => unknown) => Array.from({ length: tape.next(length + 1) }, item)

  const value = (node: FieldNode, declared: GraphQLOutputType): unknown => {
    if (tape.next(8) === 7) return null
    const type = getNullableType(declared)
    if (isListType(type)) return list(longest, () => value(node, type.ofType))
    return node.selectionSet ? object(node.selectionSet, objectType(getNamedType(type))) : 1
  }
  const objectType = (type: GraphQLNamedType): GraphQLObjectType => {
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []
    const chosen = possible[tape.next(possible.length)]
    if (!chosen) throw new Error(`no object is a ${type.name}`)
    return chosen
  }
  const object = (set: SelectionSetNode, type: GraphQLObjectType): Record<string, unknown> =>
    Object.assign(
      {},
      ...set.selections.map((selection) => {
        if (selection.kind !== Kind.FIELD) {
          const fragment = opened(fragments, selection)
          const on = schema.getType(fragment.typeCondition?.name.value ?? type.name)
          const applies = on === type || (isAbstractType(on) && schema.isSubType(on, type))
          return applies ? object(fragment.selectionSet, type) : {}
        }
        const name = selection.name.value
        const key = selection.alias?.value ?? name
        if (name === '__typename') return { [key]: type.name }
        if (name === '_entities') return { [key]: list(entities, () => entity(selection)) }
        const field = type.getFields()[name]
        if (!field) throw new Error(`no field ${type.name}.${name}`)
        return { [key]: value(selection, field.type) }
      }),
    )
  const entity = ({ selectionSet }: FieldNode) => {
    const conditions = (selectionSet?.selections ?? []).flatMap((selection) =>
      selection.kind === Kind.FIELD ? [] : (opened(fragments, selection).typeCondition ?? []),
    )
    const type = schema.getType(conditions[tape.next(conditions.length)]?.name.value ?? '')
    return selectionSet && type && isCompositeType(type) ? object(selectionSet, objectType(type)) : null
  }

  const definition = definitions.find(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  )
  const root = schema.getQueryType()
  if (!definition || !root) throw new Error('not a query')
  return object(definition.selectionSet, root)
}

function opened(
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  selection: Exclude<SelectionSetNode['selections'][number], FieldNode>,
) {
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
  if (!fragment) throw new Error('unknown fragment')
  return fragment
}
