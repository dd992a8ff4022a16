import { operationFromDocument, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner'
import { parse } from 'graphql'
import { workerData } from 'piscina'

/** Runs in a thread of its own: planning is synchronous and some documents take seconds. */
const supergraph = Supergraph.build(workerData.supergraphSdl, {
  supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  validateSupergraph: false,
})
const apiSchema = supergraph.apiSchema()
const planner = new QueryPlanner(supergraph)

/** The plan of a validated document that holds one operation. */
export default function plan(document: string): QueryPlan {
  return planner.buildQueryPlan(operationFromDocument(apiSchema, parse(document), { validate: false }))
}
