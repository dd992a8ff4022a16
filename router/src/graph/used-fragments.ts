import { type FragmentDefinitionNode, type OperationDefinitionNode, visit } from 'graphql'

/** Those of the fragments that the operation spreads, directly or not. */
export function usedFragments(
  operation: OperationDefinitionNode,
  fragments: Iterable<FragmentDefinitionNode>,
): Map<string, FragmentDefinitionNode> {
  const all = new Map([...fragments].map((fragment) => [fragment.name.value, fragment]))
  const used = new Map<string, FragmentDefinitionNode>()
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(node, {
      FragmentSpread({ name: { value } }) {
        const fragment = all.get(value)
        if (!fragment || used.has(value)) return
        used.set(value, fragment)
        follow(fragment)
      },
    })
  follow(operation)
  return used
}
