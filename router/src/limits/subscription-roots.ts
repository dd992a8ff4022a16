import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * Names the subscriptions that may turn out to have no root field. Where events come from is settled once, so `@skip` and
 * `@include` cannot decide on it (https://spec.graphql.org/September2025/#sec-Single-Root-Field); they can below it.
 */
export function conditionalSubscriptionRoots({ definitions }: DocumentNode): readonly GraphQLError[] {
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  )
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.SUBSCRIPTION)
      return []
    const conditions = conditionsAtRoot(definition.selectionSet, fragments, new Set())
    return conditions.length === 0
      ? []
      : [
          new GraphQLError('@skip and @include cannot be used on the root field of a subscription.', {
            nodes: conditions,
          }),
        ]
  })
}

function conditionsAtRoot(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen: Set<FragmentDefinitionNode>,
): SelectionNode[] {
  return selections.flatMap((selection) => {
    const own = isConditional(selection) ? [selection] : []
    if (selection.kind === Kind.FIELD) return own
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : (fragments.get(selection.name.value) ?? null)
    if (!fragment) return own
    if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
      if (seen.has(fragment)) return own
      seen.add(fragment)
    }
    return [...own, ...conditionsAtRoot(fragment.selectionSet, fragments, seen)]
  })
}

const isConditional = ({ directives = [] }: SelectionNode): boolean =>
  directives.some(({ name }) => name.value === 'skip' || name.value === 'include')
