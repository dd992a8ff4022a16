import { buildSchema, costIdentity } from '@apollo/federation-internals'
import { parse, print, visit } from 'graphql'
import { findCostDirectives } from './cost-directives.ts'

/**
 * The supergraph without `@cost` and `@listSize`, for planning. Apollo's planner has no use for them, yet refuses a whole
 * supergraph whose `@listSize` names nested paths, which newer compositions write.
 */
export function stripCosts(supergraphSdl: string): string {
  if (!supergraphSdl.includes(costIdentity)) return supergraphSdl
  const directives = findCostDirectives(buildSchema(supergraphSdl, { validate: false }))
  if (!directives) return supergraphSdl
  const names = Object.values(directives)
  const document = parse(supergraphSdl, { noLocation: true })
  return print(visit(document, { Directive: ({ name }) => (names.includes(name.value) ? null : undefined) }))
}
