import type { QueryPlan } from '@apollo/query-planner'

/** The fetch of a plan that is answered again and again: once for each event of a subscription. */
export interface EventSource {
  readonly subgraph: string
  /** The operation's text, by which it is told from the other fetches of its plan. */
  readonly operation: string
  /** Names of the variables that it uses. */
  readonly variables: readonly string[]
  /** Whether anything is fetched besides for an event. */
  readonly hasMore: boolean
}

export function eventSourceOf({ node }: QueryPlan): EventSource | null {
  if (node?.kind !== 'Subscription') return null
  const { serviceName, operation, variableUsages = [] } = node.primary
  return { subgraph: serviceName, operation, variables: variableUsages, hasMore: node.rest !== undefined }
}
