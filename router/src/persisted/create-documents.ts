import { recordPartnerUse } from '@lms/kit/partner-usage'
import type { AskIdentity } from '../authentication/create-identity.ts'
import type { Caller } from '../caller.ts'
import type { RouterDeps } from '../deps.ts'
import type { Graph } from '../graph/graph.ts'
import type { GraphQLRequest } from '../http/graphql-request.ts'
import { createAutomaticPersistedQueries } from './automatic-persisted-queries.ts'
import { createPartnerDirectory, type PartnerDirectory, type RegisteredOperations } from './partner-directory.ts'
import { type DocumentStores, type ResolvedDocument, resolveDocument } from './resolve-document.ts'
import { warmPlans } from './warm-plans.ts'

/** Where documents come from, as the configuration says. */
export interface Documents {
  /** Null where partners are not served. */
  readonly partners: PartnerDirectory | null
  /** @throws RequestRefusal with the code of what is missing */
  resolve(request: GraphQLRequest, caller: Caller): Promise<ResolvedDocument>
  /** Plans operations of the partners that are known, those in use first, before a graph serves. */
  warm(graph: Graph): Promise<void>
  /** Counts what a partner ran, in the background. */
  used(caller: Caller, document: ResolvedDocument, cost: number): void
}

export function createDocuments(
  deps: RouterDeps,
  options: { ask: AskIdentity; use: (run: (graph: Graph) => Promise<void>) => Promise<void> },
): Documents {
  const { config, clock, log } = deps
  const { ask, use } = options
  const onOperations = (operations: RegisteredOperations) => void use((graph) => warmPlans(graph, operations, log))
  const partners =
    config.PERSISTED_OPERATIONS === 'on' && config.identitySubgraph !== null
      ? createPartnerDirectory({ ask, clock, log, onOperations })
      : null
  const stores: DocumentStores = { partners, automatic: createAutomatic(deps) }
  return {
    partners,
    resolve: (request, caller) => resolveDocument(stores, request, caller),
    async warm(graph) {
      const operations = (partners?.known() ?? []).flatMap((known) => [...known])
      await warmPlans(graph, new Map(operations), log)
    },
    used: (caller, document, cost) => countUse(deps, caller, document, cost),
  }
}

function createAutomatic({ config, clock, redis, redisCircuit: circuit }: RouterDeps): DocumentStores['automatic'] {
  if (config.AUTOMATIC_PERSISTED_QUERIES === 'off' || !redis) return null
  return createAutomaticPersistedQueries({ redis, circuit, clock })
}

function countUse(
  { redis, redisCircuit, clock }: RouterDeps,
  { viewer }: Caller,
  { operationId }: ResolvedDocument,
  cost: number,
): void {
  if (!redis || viewer.kind !== 'partner' || operationId === undefined) return
  void redisCircuit.run({
    redis: () => recordPartnerUse(redis, { partnerId: viewer.id, operationId, cost, at: clock.now() }),
    // Figures only; nobody is kept waiting for them.
    memory: () => {},
  })
}
