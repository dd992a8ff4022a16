import { setImmediate } from 'node:timers/promises'
import type { Logger } from '@lms/kit/log'
import { PARTNER_SCOPES } from '@lms/kit/partner-key'
import { claimsOf } from '../authorization/claims-of.ts'
import type { Graph } from '../graph/graph.ts'
import type { RegisteredOperations } from './partner-directory.ts'

/** Fewer than a graph keeps, so that partners leave room for everybody else, and few enough to wait for. */
const MOST_OPERATIONS = 500

const claims = claimsOf({ kind: 'partner', id: '', keyId: '', scopes: PARTNER_SCOPES })

/** Prepares operations, the first ones of many, as if a partner had called each, so that its first call need not wait. */
export async function warmPlans(graph: Graph, operations: RegisteredOperations, log: Logger): Promise<void> {
  for (const [operationId, { name, body }] of [...operations].slice(0, MOST_OPERATIONS)) {
    try {
      const operation = graph.operations.prepare(body, name)
      await graph.operations.plan(operation, operation.authorization.decide(claims))
    } catch (error) {
      log.warn({ err: error, operationId, graph: graph.id }, 'a registered operation cannot be run')
    }
    // Others come in between.
    await setImmediate()
  }
}
