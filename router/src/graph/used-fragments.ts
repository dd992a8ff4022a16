import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode } from 'graphql'
import { selectionsIn } from './selections-in.ts'

/** Those of the fragments that the operation spreads, directly or not. */
export function usedFragments(
  operation: OperationDefinitionNode,
  fragments: Iterable<FragmentDefinitionNode>,
): Map<string, FragmentDefinitionNode> {
  const all = new Map([...fragments].map((fragment) => [fragment.name.value, fragment]))
  const used = new Map<string, FragmentDefinitionNode>()
  const found = selectionsIn(operation.selectionSet)
  for (const selection of found) {
    if (selection.kind !== Kind.FRAGMENT_SPREAD || used.has(selection.name.value)) continue
    const fragment = all.get(selection.name.value)
    if (!fragment) continue
    used.set(selection.name.value, fragment)
    found.push(...selectionsIn(fragment.selectionSet))
  }
  return used
}
