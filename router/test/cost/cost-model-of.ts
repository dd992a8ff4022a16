import { buildSchema } from '@apollo/federation-internals'
import { findCostDirectives } from '@lms/router/cost/cost-directives'
import { type CostModel, readCostModel } from '@lms/router/cost/cost-model'

/** What a supergraph says about cost. */
export function costModelOf(supergraphSdl: string, defaultListSize = 10): CostModel {
  const supergraph = buildSchema(supergraphSdl, { validate: false })
  return readCostModel(supergraph.toGraphQLJSSchema(), findCostDirectives(supergraph), { defaultListSize })
}
