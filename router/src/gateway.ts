import { readFile } from 'node:fs/promises'
import { ApolloGateway } from '@apollo/gateway'
import type { InternalTokenSigner } from '@lms/kit/internal-token'
import type { Dispatcher } from 'undici'
import type { RouterConfig } from './config.ts'
import { createSubgraphSource } from './subgraph-source.ts'

/** The gateway over the supergraph file; it plans operations and executes them against the subgraphs. */
export async function createGateway(
  config: RouterConfig,
  options: { signer: InternalTokenSigner; dispatcher: Dispatcher },
): Promise<ApolloGateway> {
  // The gateway reports to its vendor unless told otherwise, and reads nothing but the process environment for that.
  // biome-ignore lint/style/noProcessEnv: there is no other switch
  process.env.APOLLO_TELEMETRY_DISABLED = '1'
  return new ApolloGateway({
    supergraphSdl: await readFile(config.supergraphPath, 'utf8'),
    __exposeQueryPlanExperimental: false,
    buildService: ({ name, url }) =>
      createSubgraphSource({
        ...options,
        name,
        url: config.SUBGRAPH_URLS?.get(name) ?? url ?? '',
        timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
      }),
  })
}
