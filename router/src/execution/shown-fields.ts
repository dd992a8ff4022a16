import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { isOfType } from './type-condition.ts'

/** A document's selections with what reading them needs. */
export interface Selections {
  readonly sets: readonly SelectionSetNode[]
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/** All that is selected under one response key. */
export type FieldNodes = [FieldNode, ...FieldNode[]]

/** Values of the variables that `@skip` and `@include` name. */
export type Conditions = Readonly<Record<string, unknown>>

/**
 * The fields of an object of one type by response key, in the order in which the answer has them (CollectFields of the
 * GraphQL specification, §6.3.2). `type` is an interface where the object's own type is not known.
 */
export function shownFields(
  schema: GraphQLSchema,
  { sets, fragments }: Selections,
  type: GraphQLCompositeType,
  conditions: Conditions,
): Map<string, FieldNodes> {
  const fields = new Map<string, FieldNodes>()
  const seen = new Set<string>()
  const add = (set: SelectionSetNode) => {
    for (const selection of set.selections) {
      if (!isIncluded(selection, conditions)) continue
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value
        const nodes = fields.get(key)
        if (nodes) nodes.push(selection)
        else fields.set(key, [selection])
        continue
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      if (!fragment || (selection.kind === Kind.FRAGMENT_SPREAD && seen.has(selection.name.value))) continue
      if (selection.kind === Kind.FRAGMENT_SPREAD) seen.add(selection.name.value)
      const condition = fragment.typeCondition?.name.value
      if (condition === undefined || isOfType(schema, type.name, condition)) add(fragment.selectionSet)
    }
  }
  for (const set of sets) add(set)
  return fields
}

export function isIncluded(node: SelectionNode, conditions: Conditions): boolean {
  if (!node.directives?.length) return true
  return (
    getDirectiveValues(GraphQLSkipDirective, node, conditions)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.if !== false
  )
}
