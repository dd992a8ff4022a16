import type { FetchNode } from '@apollo/query-planner'
import { type FragmentDefinitionNode, Kind, parse, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { PlanPath } from './objects-at-path.ts'
import { type Conditions, isIncluded } from './shown-fields.ts'

/** Response keys that a fetch may bring for an object, whatever its type, with what is below them. */
export interface SelectionTree extends ReadonlyMap<string, SelectionTree> {}

/** What a fetch brings for the objects at its path; whatever `@skip` and `@include` say, without `conditions`. */
export function selectionTreeOf({ operation, requires }: FetchNode, conditions?: Conditions): SelectionTree {
  const { definitions } = parse(operation, { noLocation: true })
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  )
  const root = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const isBrought = (node: SelectionNode) => !conditions || isIncluded(node, conditions)
  const tree = root ? addSelections(new Map(), root.selectionSet, { fragments, isBrought }) : new Map()
  return requires ? (tree.get('_entities') ?? new Map()) : tree
}

type GrowingTree = Map<string, GrowingTree>

interface Reading {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly isBrought: (node: SelectionNode) => boolean
}

function addSelections(tree: GrowingTree, { selections }: SelectionSetNode, reading: Reading): GrowingTree {
  const { fragments, isBrought } = reading
  for (const node of selections) {
    if (!isBrought(node)) continue
    if (node.kind === Kind.FIELD) {
      const key = (node.alias ?? node.name).value
      const below = tree.get(key) ?? new Map()
      tree.set(key, node.selectionSet ? addSelections(below, node.selectionSet, reading) : below)
      continue
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
    if (fragment) addSelections(tree, fragment.selectionSet, reading)
  }
  return tree
}

/** Whether nothing of it has anything below. */
export const isFlat = (tree: SelectionTree): boolean => [...tree.values()].every((below) => below.size === 0)

/** What is below a path that begins where the tree does; undefined where it leads nowhere. */
export const treeAt = (tree: SelectionTree, path: PlanPath): SelectionTree | undefined =>
  path.reduce<SelectionTree | undefined>((at, step) => (step === '@' ? at : at?.get(step)), tree)
