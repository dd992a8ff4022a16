import { describeRefusal } from '../../src/graph/describe-refusal.ts'
import type { FederationProcess } from '../../src/graph/federation-process.ts'
import { createDocumentPlanner, toPlannable } from '../../src/graph/plan-documents.ts'
import { readSupergraph } from '../../src/graph/read-supergraph.ts'
import { SupergraphRefusal } from '../../src/graph/supergraph-refusal.ts'

/**
 * What the router's process for Apollo's libraries does, in this one, which has them loaded: most of what a test's router
 * takes to start is the start of that process. Answers are copied, as they are between processes.
 */
export function createFederationHere(supergraphSdl: string): FederationProcess {
  let plan: ReturnType<typeof createDocumentPlanner> | undefined
  return {
    async read() {
      try {
        return structuredClone(await readSupergraph(supergraphSdl))
      } catch (error) {
        throw new SupergraphRefusal(describeRefusal(error as Error))
      }
    },
    prepare() {},
    async plan(document) {
      plan ??= createDocumentPlanner(toPlannable(supergraphSdl))
      return JSON.stringify(plan(document))
    },
    async close() {},
  }
}
