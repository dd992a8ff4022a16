import { FeatureUrl } from '@apollo/federation-internals'
import type { RuleKind } from './rule.ts'

/** A specification of auth directives that the router enforces. */
export interface AuthSpec {
  readonly url: FeatureUrl
  readonly kind: RuleKind
  /** The directive's argument that holds the alternatives; none where there is nothing to choose. */
  readonly argument?: string
}

/** Apollo's specifications, each with one directive. Before 1.0 every version is one of its own. */
export const AUTH_SPECS: readonly AuthSpec[] = [
  { url: FeatureUrl.parse('https://specs.apollo.dev/authenticated/v0.1'), kind: 'authenticated' },
  { url: FeatureUrl.parse('https://specs.apollo.dev/requiresScopes/v0.1'), kind: 'scopes', argument: 'scopes' },
  { url: FeatureUrl.parse('https://specs.apollo.dev/policy/v0.1'), kind: 'policies', argument: 'policies' },
]
