import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner'
import type { PlanPath } from './objects-at-path.ts'

/** A fetch of a plan with its place in the answer and in time. */
export interface PlannedFetch {
  readonly node: FetchNode
  readonly path: PlanPath
  /** What it waits for. */
  readonly after: readonly PlannedFetch[]
}

/**
 * Lists the fetches of a plan in its order, with what each waits for, for one set of values of the variables that
 * `@skip` and `@include` name.
 * @throws Error on `@defer`, which the router does not serve
 */
export function readPlan({ node }: QueryPlan, isTrue: (variable: string) => boolean): PlannedFetch[] {
  const fetches: PlannedFetch[] = []

  /** Adds the fetches below a node; returns those that the next step of a sequence waits for. */
  function add(
    node: PlanNode | SubscriptionNode | undefined,
    path: PlanPath,
    after: readonly PlannedFetch[],
  ): readonly PlannedFetch[] {
    switch (node?.kind) {
      case undefined:
        return after
      case 'Fetch': {
        const fetch = { node, path, after }
        fetches.push(fetch)
        return [fetch]
      }
      case 'Flatten':
        return add(node.node, [...path, ...node.path.map(String)], after)
      case 'Sequence':
        return node.nodes.reduce((before, step) => add(step, path, before), after)
      case 'Parallel':
        return [...new Set(node.nodes.flatMap((branch) => add(branch, path, after)))]
      case 'Condition':
        return add(isTrue(node.condition) ? node.ifClause : node.elseClause, path, after)
      case 'Subscription':
        return add(node.rest, path, add(node.primary, path, after))
      case 'Defer':
        throw new Error('a plan with @defer cannot be executed')
    }
  }

  add(node, [], [])
  return fetches
}
