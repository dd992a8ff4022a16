import { ApolloGateway } from '@apollo/gateway'
import type { GraphQLSchema } from 'graphql'

/** What Apollo's gateway makes of one supergraph. */
export interface LoadedGateway {
  apiSchema: GraphQLSchema
  /** What the subgraphs have together, with what is hidden from clients. */
  supergraphSchema: GraphQLSchema
  /** Addresses of the subgraphs in the supergraph, by name; empty where it has none. */
  routingUrls: ReadonlyMap<string, string>
}

/**
 * Loads a supergraph by a gateway of its own, which checks it, makes the schemas and is stopped: it plans and executes
 * nothing, and its planner would hold as much memory as the one that plans.
 * @throws Error when the SDL is not a supergraph that the gateway supports
 */
export async function loadGateway(supergraphSdl: string): Promise<LoadedGateway> {
  // The gateway reports to its vendor unless told otherwise, and reads nothing but the process environment for that.
  // biome-ignore lint/style/noProcessEnv: there is no other switch
  process.env.APOLLO_TELEMETRY_DISABLED = '1'
  const routingUrls = new Map<string, string>()
  const gateway = new ApolloGateway({
    supergraphSdl,
    // It complains of addresses that the configuration adds later; whatever stops it, it throws.
    logger: { debug: silence, info: silence, warn: silence, error: silence },
    __exposeQueryPlanExperimental: false,
    buildService: ({ name, url = '' }) => {
      routingUrls.set(name, url)
      return { process: () => Promise.reject(new Error('unreachable: the gateway executes nothing')) }
    },
  })
  const { schema } = await gateway.load()
  // The one way to the parsed supergraph.
  const supergraph = gateway.__testing().queryPlanner?.supergraph
  if (!supergraph) throw new Error('unreachable: a loaded gateway has a planner')
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema()
  await gateway.stop()
  return { apiSchema: schema, supergraphSchema, routingUrls }
}

function silence(): void {}
