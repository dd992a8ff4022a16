import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, visit } from 'graphql'
import type { Operation } from '../graph/operation.ts'

/** The variables that `@skip` and `@include` name in an operation. */
export function conditionVariables({ definition, fragments }: Pick<Operation, 'definition' | 'fragments'>): string[] {
  const names = new Set<string>()
  const find = (node: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(node, {
      Directive({ name, arguments: given = [] }) {
        if (name.value !== 'skip' && name.value !== 'include') return
        for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
      },
    })
  find(definition)
  for (const fragment of fragments.values()) find(fragment)
  return [...names].sort()
}
