import { isAuthenticated, policyHolds, scopesOf } from '@lms/kit/policies'
import type { Viewer } from '@lms/kit/viewer'
import type { Claims } from './authorization.ts'

/** What auth directives may ask about a caller. */
export const claimsOf = (viewer: Viewer): Claims => ({
  authenticated: isAuthenticated(viewer),
  scopes: scopesOf(viewer),
  holds: (policy) => policyHolds(policy, viewer),
})
