import type { Supergraph } from '@apollo/federation-internals'
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway'
import type { GraphQLSchema } from 'graphql'

/** What Apollo's gateway makes of one supergraph. */
export interface LoadedGateway {
  apiSchema: GraphQLSchema
  supergraph: Supergraph
  sources: ReadonlyMap<string, GraphQLDataSource>
  stop(): Promise<void>
}

/**
 * Loads a supergraph into a gateway of its own. One gateway serves one supergraph, so that nothing changes under a
 * request that is being answered.
 * @throws Error when the SDL is not a supergraph that the gateway supports
 */
export async function loadGateway(
  supergraphSdl: string,
  createSource: (name: string, url: string | undefined) => GraphQLDataSource,
): Promise<LoadedGateway> {
  // The gateway reports to its vendor unless told otherwise, and reads nothing but the process environment for that.
  // biome-ignore lint/style/noProcessEnv: there is no other switch
  process.env.APOLLO_TELEMETRY_DISABLED = '1'
  const sources = new Map<string, GraphQLDataSource>()
  const gateway = new ApolloGateway({
    supergraphSdl,
    // It complains of addresses that the configuration adds later; whatever stops it, it throws.
    logger: { debug: silence, info: silence, warn: silence, error: silence },
    __exposeQueryPlanExperimental: false,
    buildService: ({ name, url }) => {
      const source = createSource(name, url)
      sources.set(name, source)
      return source
    },
  })
  const { schema } = await gateway.load()
  // The one way to the parsed supergraph, which planning and execution need.
  const supergraph = gateway.__testing().queryPlanner?.supergraph
  if (!supergraph) throw new Error('unreachable: a loaded gateway has a planner')
  return { apiSchema: schema, supergraph, sources, stop: () => gateway.stop() }
}

function silence(): void {}
