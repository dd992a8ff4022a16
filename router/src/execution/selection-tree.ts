import type { FetchNode } from '@apollo/query-planner'
import { type FragmentDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql'
import type { PlanPath } from './objects-at-path.ts'

/** Response keys that a fetch may bring for an object, whatever its type, with what is below them. */
export interface SelectionTree extends ReadonlyMap<string, SelectionTree> {}

/** What a fetch brings for the objects at its path. */
export function selectionTreeOf({ operation, requires }: FetchNode): SelectionTree {
  const { definitions } = parse(operation, { noLocation: true })
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  )
  const root = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const tree = root ? addSelections(new Map(), root.selectionSet, fragments) : new Map()
  return requires ? (tree.get('_entities') ?? new Map()) : tree
}

type GrowingTree = Map<string, GrowingTree>

function addSelections(
  tree: GrowingTree,
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): GrowingTree {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) {
      const key = (node.alias ?? node.name).value
      const below = tree.get(key) ?? new Map()
      tree.set(key, node.selectionSet ? addSelections(below, node.selectionSet, fragments) : below)
      continue
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
    if (fragment) addSelections(tree, fragment.selectionSet, fragments)
  }
  return tree
}

/** What is below a path that begins where the tree does; undefined where it leads nowhere. */
export const treeAt = (tree: SelectionTree, path: PlanPath): SelectionTree | undefined =>
  path.reduce<SelectionTree | undefined>((at, step) => (step === '@' ? at : at?.get(step)), tree)
