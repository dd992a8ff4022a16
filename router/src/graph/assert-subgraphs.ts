import { ConfigurationError } from '@lms/kit/config'
import type { RouterConfig } from '../config.ts'

/**
 * Keeps a supergraph from being served whose subgraphs cannot be asked for what the configuration needs of them.
 * @throws ConfigurationError when a subgraph has no address, or the one that knows the callers is missing
 */
export function assertSubgraphs(
  urls: ReadonlyMap<string, string>,
  { identitySubgraph }: Pick<RouterConfig, 'identitySubgraph'>,
): void {
  const problems = [...urls.entries()]
    .filter(([, url]) => !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    .map(([name]) => `SUBGRAPH_URLS: the supergraph has no HTTP address for "${name}"; give one as ${name}=url`)
  if (identitySubgraph !== null && !urls.has(identitySubgraph))
    problems.push(
      `IDENTITY_SUBGRAPH: the supergraph has no subgraph "${identitySubgraph}"; name one that knows ended sessions, or write off`,
    )
  if (problems.length > 0) throw new ConfigurationError(problems)
}
