import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { type Condition, conditionKey, conditionOf } from './condition.ts'

/** A type that an object can have; an interface only where nothing implements it. */
export type RuntimeType = GraphQLObjectType | GraphQLInterfaceType

/** A field where it stands in a selection set, fragments opened. */
export interface FieldOccurrence {
  readonly node: FieldNode
  readonly condition: Condition
  /** Runtime types of its parent that it applies to. */
  readonly types: readonly RuntimeType[]
}

/** Where the fragments of a document are, and the types that they are on. */
export interface Document {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

export function runtimeTypes(schema: GraphQLSchema, type: GraphQLNamedType | null | undefined): readonly RuntimeType[] {
  if (isObjectType(type)) return [type]
  if (!isAbstractType(type)) return []
  const possible = schema.getPossibleTypes(type)
  return possible.length === 0 && isInterfaceType(type) ? [type] : possible
}

/** The fields of a selection set on an object that has one of `types`; what `@skip` and `@include` rule out is left out. */
export function collectFields(
  document: Document,
  selectionSet: SelectionSetNode,
  types: readonly RuntimeType[],
): FieldOccurrence[] {
  const found: FieldOccurrence[] = []
  const opened = new Set<string>()
  const collect = (set: SelectionSetNode, applicable: readonly RuntimeType[], under: Condition): void => {
    for (const selection of set.selections) {
      const condition = conditionOf(under, selection.directives)
      if (!condition) continue
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value !== '__typename') found.push({ node: selection, condition, types: applicable })
        continue
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? definitionOf(document, selection.name.value) : selection
      const narrowed = narrow(document.schema, applicable, fragment.typeCondition?.name.value)
      if (narrowed.length === 0) continue
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        // A fragment that is spread twice selects nothing more, and opening it again and again would never end.
        const key = [selection.name.value, conditionKey(condition), ...narrowed.map(({ name }) => name)].join(' ')
        if (opened.has(key)) continue
        opened.add(key)
      }
      collect(fragment.selectionSet, narrowed, condition)
    }
  }
  collect(selectionSet, types, [])
  return found
}

function definitionOf({ fragments }: Document, name: string): FragmentDefinitionNode {
  const definition = fragments.get(name)
  if (!definition) throw new Error(`unreachable: fragment ${name} of a planned fetch is not defined`)
  return definition
}

function narrow(schema: GraphQLSchema, types: readonly RuntimeType[], condition: string | undefined) {
  if (condition === undefined) return types
  const type = schema.getType(condition)
  if (!type) throw new Error(`unreachable: the supergraph has no ${condition}, which a fetch asks for`)
  return types.filter((each) => each === type || (isAbstractType(type) && schema.isSubType(type, each)))
}
