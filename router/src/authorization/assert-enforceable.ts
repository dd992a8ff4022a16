import { ConfigurationError } from '@lms/kit/config'
import { isPolicy, policies } from '@lms/kit/policies'
import type { Requirements } from './requirements.ts'

/**
 * Keeps a supergraph from being served with less protection than it asks for.
 * @throws ConfigurationError when enforcement is off, or a policy has no meaning here
 */
export function assertEnforceable(requirements: Requirements, mode: 'filter' | 'reject' | 'off'): void {
  if (!requirements.needed) return
  if (mode === 'off')
    throw new ConfigurationError([
      'AUTHORIZATION: is off, but the supergraph uses @authenticated, @requiresScopes or @policy',
    ])
  const unknown = [...requirements.policies].filter((name) => !isPolicy(name))
  if (unknown.length > 0)
    throw new ConfigurationError(
      unknown.map(
        (name) => `SUPERGRAPH_PATH: @policy names "${name}"; the router knows ${Object.keys(policies).join(', ')}`,
      ),
    )
}
