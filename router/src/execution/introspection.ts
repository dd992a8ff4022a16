import {
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'

/** The part of an operation that asks about the schema. */
export interface Introspection {
  readonly definition: OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

export const isIntrospection = ({ name }: FieldNode): boolean => name.value === '__schema' || name.value === '__type'

/** Answers `__schema` or `__type` as JSON text; no subgraph is asked. */
export function introspect(
  schema: GraphQLSchema,
  { definition, fragments }: Introspection,
  nodes: readonly FieldNode[],
  variables: Readonly<Record<string, unknown>>,
): string | null {
  const { data } = executeSync({
    schema,
    document: {
      kind: Kind.DOCUMENT,
      definitions: [
        { ...definition, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } },
        ...fragments.values(),
      ],
    },
    variableValues: variables,
  })
  const value = Object.values(data ?? {})[0]
  return value === null || value === undefined ? null : JSON.stringify(value)
}
