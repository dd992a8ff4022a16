import { buildSchema, costIdentity } from '@apollo/federation-internals'
import { parse, print, visit } from 'graphql'

/**
 * The supergraph without `@cost` and `@listSize`, for planning. Apollo's planner has no use for them, yet refuses a whole
 * supergraph whose `@listSize` names nested paths, which newer compositions write.
 */
export function stripCosts(supergraphSdl: string): string {
  if (!supergraphSdl.includes(costIdentity)) return supergraphSdl
  const feature = buildSchema(supergraphSdl, { validate: false }).coreFeatures?.getByIdentity(costIdentity)
  const names = ['cost', 'listSize'].map((name) => feature?.directiveNameInSchema(name))
  const document = parse(supergraphSdl, { noLocation: true })
  return print(visit(document, { Directive: ({ name }) => (names.includes(name.value) ? null : undefined) }))
}
