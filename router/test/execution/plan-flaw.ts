import { operationIn } from '@lms/router/graph/operation'
import { createPlannables } from '@lms/router/graph/plan-keys'
import { parse, print } from 'graphql'
import { executeStock } from './execute-stock.ts'
import type { Faults } from './faults.ts'
import type { LoadedGraph } from './load-graph.ts'
import type { ClientRequest } from './outcome.ts'
import { startRun } from './run.ts'

/**
 * Why Apollo's planner makes nothing of a request that any executor could execute, or null: it throws, subgraphs complain
 * of what its own executor asks them, or mutations run in another order than `mutations`.
 */
export async function planFlaw(
  loaded: LoadedGraph,
  { faults, request, mutations }: { faults: Faults; request: ClientRequest; mutations: readonly string[] },
): Promise<string | null> {
  const document = parse(request.document)
  const operation = { ...operationIn(document), document, name: null, hash: '' }
  const plannable = createPlannables(loaded.internalFields)(operation, { document, refused: [], fingerprint: '' })
  const run = startRun(loaded, faults)
  try {
    await executeStock(loaded, run, {
      ...request,
      document: plannable.document ? print(plannable.document) : '{ __typename }',
    })
    const isInOrder = run.mutations.every((name, index) => name === (mutations[index] ?? name))
    return run.complaints[0] ?? (isInOrder ? null : `mutations run as ${run.mutations}`)
  } catch (error) {
    return String(error)
  }
}
