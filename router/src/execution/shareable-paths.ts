import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner'
import { type PlanPath, pathKey } from './objects-at-path.ts'
import type { PlannedFetch } from './read-plan.ts'
import { type SelectionTree, treeAt } from './selection-tree.ts'

/**
 * Paths at which equal representations mean equal objects, so that one object can stand in all their places: all that is
 * there before the first entity fetch comes from one fetch, and is in the representation. From then on whatever is fetched
 * for the one is fetched for the others.
 *
 * @param trees what each fetch brings
 * @returns the paths' keys
 */
export function shareablePaths(
  fetches: readonly PlannedFetch[],
  trees: ReadonlyMap<FetchNode, SelectionTree>,
): ReadonlySet<string> {
  // What is fetched by context may differ for equal entities below different objects.
  if (fetches.some(({ node }) => node.contextRewrites?.length)) return new Set()
  const shareable = fetches.filter(({ node, path }) => {
    const above = fetches.filter((provider) => isAbove(provider.path, path))
    const found = above.flatMap((provider) => {
      const tree = trees.get(provider.node)
      const brought = tree && treeAt(tree, path.slice(provider.path.length))
      return brought ? [{ brought, renamed: provider.node.outputRewrites !== undefined }] : []
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
