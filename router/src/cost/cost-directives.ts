import { costIdentity, type Schema } from '@apollo/federation-internals'

/** The names that a supergraph's `@link` gives `@cost` and `@listSize`. */
export interface CostDirectives {
  readonly cost: string
  readonly listSize: string
}

/** Null where the supergraph links no costs, so that a stranger's `@cost` is none. */
export function findCostDirectives(supergraph: Schema): CostDirectives | null {
  const feature = supergraph.coreFeatures?.getByIdentity(costIdentity)
  return feature
    ? { cost: feature.directiveNameInSchema('cost'), listSize: feature.directiveNameInSchema('listSize') }
    : null
}
