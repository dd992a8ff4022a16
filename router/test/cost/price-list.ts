import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner'
import { compileCost } from '@lms/router/cost/compile-cost'
import type { CostFormula } from '@lms/router/cost/cost'
import type { CostModel } from '@lms/router/cost/cost-model'
import { stripCosts } from '@lms/router/cost/strip-costs'
import { createDocumentPlanner } from '@lms/router/graph/plan-documents'
import { costModelOf } from './cost-model-of.ts'

/** Plans operations on one supergraph as the router does, and says what they cost. */
export interface PriceList {
  readonly model: CostModel
  plan(operation: string): QueryPlan
  formula(operation: string): CostFormula
  estimate(operation: string, variables?: Record<string, unknown>): number
}

export function createPriceList(supergraphSdl: string, defaultListSize = 10): PriceList {
  const plan = createDocumentPlanner(stripCosts(supergraphSdl))
  const model = costModelOf(supergraphSdl, defaultListSize)
  const formula = (operation: string) => compileCost({ plan: plan(operation), model })
  return { model, plan, formula, estimate: (operation, variables = {}) => formula(operation).estimate(variables) }
}

/** The fetches of a plan in the order in which it names them. */
export function fetchesOf(node: QueryPlan | PlanNode | SubscriptionNode | undefined): FetchNode[] {
  switch (node?.kind) {
    case 'Fetch':
      return [node]
    case 'QueryPlan':
    case 'Flatten':
      return fetchesOf(node.node)
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf)
    case 'Condition':
      return [...fetchesOf(node.ifClause), ...fetchesOf(node.elseClause)]
    default:
      return []
  }
}
