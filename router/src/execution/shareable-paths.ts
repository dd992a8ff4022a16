import type { QueryPlanSelectionNode } from '@apollo/query-planner'
import { type PlanPath, pathKey } from './objects-at-path.ts'
import type { PlannedFetch } from './read-plan.ts'
import { type SelectionTree, selectionTreeOf, treeAt } from './selection-tree.ts'

/**
 * Paths at which equal representations mean equal objects, so that one object can stand in all their places: all that is
 * there before the first entity fetch comes from one fetch, and is in the representation. From then on whatever is fetched
 * for the one is fetched for the others.
 *
 * @returns the paths' keys
 */
export function shareablePaths(fetches: readonly PlannedFetch[]): ReadonlySet<string> {
  // What is fetched by context may differ for equal entities below different objects.
  if (fetches.some(({ node }) => node.contextRewrites?.length)) return new Set()
  const providers = fetches.map(({ node, path }) => ({ path, node, tree: selectionTreeOf(node) }))
  const shareable = fetches.filter(({ node, path }) => {
    const above = providers.filter((provider) => isAbove(provider.path, path))
    const found = above.flatMap(({ path: from, node: { outputRewrites }, tree }) => {
      const brought = treeAt(tree, path.slice(from.length))
      return brought ? [{ brought, renamed: outputRewrites !== undefined }] : []
    })
    const [only] = found
    return (
      found.length === 1 && only && !only.renamed && (node.requires ?? []).every((form) => isIn(only.brought, form))
    )
  })
  return new Set(shareable.map(({ path }) => pathKey(path)))
}

const isAbove = (path: PlanPath, below: PlanPath): boolean =>
  path.length < below.length && path.every((step, at) => step === below[at])

/** Whether everything that was brought is a leaf and part of the representation. */
function isIn(brought: SelectionTree, form: QueryPlanSelectionNode): boolean {
  if (form.kind !== 'InlineFragment') return false
  const leaves = new Set(
    form.selections.flatMap((field) =>
      field.kind === 'Field' && !field.selections ? [field.alias ?? field.name] : [],
    ),
  )
  return [...brought].every(([key, below]) => below.size === 0 && leaves.has(key))
}
