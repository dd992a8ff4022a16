import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner'
import type { PlannedFetch } from './read-plan.ts'
import { type SelectionTree, selectionTreeOf, treeAt } from './selection-tree.ts'
import type { Conditions } from './shown-fields.ts'

/**
 * Fetches whose requirements are what some fetch brings under the conditions. The planner requires for a field under
 * `@skip` what it needs, and fetches that under the same `@skip`: without it the entity would never be known wholly, and
 * nothing would be asked of it. Where all of a fetch is asked for, its requirements stay: the planner may have forgotten
 * that it is under a condition, and what it needs was not forgotten.
 */
export function withBroughtRequirements(fetches: readonly PlannedFetch[], conditions: Conditions): PlannedFetch[] {
  if (Object.keys(conditions).length === 0) return [...fetches]
  const trees = fetches.map(({ node, path }) => ({ node, path, tree: selectionTreeOf(node, conditions) }))
  const known = new Map<PlannedFetch, PlannedFetch>()
  for (const fetch of fetches) {
    const { node, path } = fetch
    const brought = trees.flatMap((other) => {
      const isAbove = other.path.every((step, at) => step === path[at])
      const tree = isAbove ? treeAt(other.tree, path.slice(other.path.length)) : undefined
      return tree ? [{ tree, renamed: renamedKeys(other.node) }] : []
    })
    const requires = node.requires && isPartial(node, conditions) && withoutAbsent(node.requires, brought)
    known.set(fetch, {
      node: requires ? { ...node, requires } : node,
      path,
      after: fetch.after.flatMap((before) => known.get(before) ?? []),
    })
  }
  return [...known.values()]
}

/** Whether the conditions leave out a part of a fetch. */
const isPartial = (node: FetchNode, conditions: Conditions): boolean =>
  sizeOf(selectionTreeOf(node, conditions)) < sizeOf(selectionTreeOf(node))

const sizeOf = (tree: SelectionTree): number => [...tree.values()].reduce((size, below) => size + 1 + sizeOf(below), 0)

interface Brought {
  readonly tree: SelectionTree
  /** Keys that its output rewrites give to what has other keys in the tree. */
  readonly renamed: ReadonlySet<string>
}

const renamedKeys = ({ outputRewrites = [] }: FetchNode): ReadonlySet<string> =>
  new Set(outputRewrites.flatMap((rewrite) => (rewrite.kind === 'KeyRenamer' ? [rewrite.renameKeyTo] : [])))

/** Without the forms of which nothing but the type is left. Where that is all, no entity is known and nothing is asked. */
function withoutAbsent(
  forms: readonly QueryPlanSelectionNode[],
  brought: readonly Brought[],
): QueryPlanSelectionNode[] {
  const kept = keepBrought(forms, brought).filter(tellsMore)
  return kept.length > 0 ? kept : [...forms]
}

const tellsMore = (selection: QueryPlanSelectionNode): boolean =>
  selection.kind === 'Field' ? selection.name !== '__typename' : selection.selections.some(tellsMore)

function keepBrought(
  selections: readonly QueryPlanSelectionNode[],
  brought: readonly Brought[],
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === 'InlineFragment')
      return [{ ...selection, selections: keepBrought(selection.selections, brought) }]
    const key = selection.alias ?? selection.name
    if (key === '__typename' || brought.some(({ renamed }) => renamed.has(key))) return [selection]
    const below = brought.flatMap(({ tree, renamed }) => {
      const found = tree.get(key)
      return found ? [{ tree: found, renamed }] : []
    })
    if (below.length === 0) return []
    return [selection.selections ? { ...selection, selections: withoutAbsent(selection.selections, below) } : selection]
  })
}
