import { buildSchema, printSchema, type Supergraph } from '@apollo/federation-internals'
import { ApolloGateway } from '@apollo/gateway'
import { buildSchema as buildGraphQLSchema } from 'graphql'
import { type Requirements, readRequirements } from '../authorization/requirements.ts'
import { type CostDirectives, findCostDirectives } from '../cost/cost-directives.ts'
import { readInternalFields } from './internal-fields.ts'
import { toPlannable } from './plan-documents.ts'

/** What the router has to know of a supergraph, as plain data that can leave the process in which it was read. */
export interface SupergraphReading {
  /** SDL of what clients see. */
  readonly apiSdl: string
  /** SDL of what the subgraphs have together, with what is hidden from clients. */
  readonly supergraphSdl: string
  /** Addresses of the subgraphs in the supergraph, by name; empty where it has none. */
  readonly routingUrls: ReadonlyMap<string, string>
  readonly requirements: Requirements
  /** Null where the supergraph knows no costs. */
  readonly costDirectives: CostDirectives | null
  /** Names of the fields that plans fetch for the router itself, beside those that were asked for. */
  readonly internalFields: ReadonlySet<string>
}

/** @throws Error when the SDL is not a supergraph that the gateway supports */
export async function readSupergraph(sdl: string): Promise<SupergraphReading> {
  const requirements = readRequirements(sdl)
  const { supergraph, routingUrls } = await loadGateway(toPlannable(sdl))
  const schema = buildSchema(sdl, { validate: false })
  const supergraphSdl = printSchema(schema)
  // Whoever builds it later takes it for valid.
  buildGraphQLSchema(supergraphSdl)
  return {
    apiSdl: printSchema(supergraph.apiSchema()),
    supergraphSdl,
    routingUrls,
    requirements,
    costDirectives: findCostDirectives(schema),
    internalFields: readInternalFields(sdl),
  }
}

/** Loads a supergraph by a gateway of its own, which checks it and is stopped: it plans and executes nothing. */
async function loadGateway(
  supergraphSdl: string,
): Promise<{ supergraph: Supergraph; routingUrls: Map<string, string> }> {
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
  await gateway.load()
  // The one way to the parsed supergraph.
  const supergraph = gateway.__testing().queryPlanner?.supergraph
  if (!supergraph) throw new Error('unreachable: a loaded gateway has a planner')
  await gateway.stop()
  return { supergraph, routingUrls }
}

function silence(): void {}
