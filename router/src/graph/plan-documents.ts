import { operationFromDocument, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner'
import { parse } from 'graphql'
import { stripSecurityPurpose } from '../authorization/strip-security-purpose.ts'
import { stripCosts } from '../cost/strip-costs.ts'

/** The supergraph as Apollo's libraries take it: they refuse what they cannot enforce, but the router does that. */
export const toPlannable = (supergraphSdl: string): string => stripCosts(stripSecurityPurpose(supergraphSdl))

/** Plans validated documents of one operation each, on one supergraph. */
export function createDocumentPlanner(supergraphSdl: string): (document: string) => QueryPlan {
  const supergraph = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    validateSupergraph: false,
  })
  const apiSchema = supergraph.apiSchema()
  // A fetch that kept a client's fragments would select beside them again what the planner needs, at twice the cost.
  const planner = new QueryPlanner(supergraph, { reuseQueryFragments: false })
  return (document) => planner.buildQueryPlan(operationFromDocument(apiSchema, parse(document), { validate: false }))
}
