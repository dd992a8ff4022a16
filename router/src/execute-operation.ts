import { withSpan } from '@lms/kit/tracing'
import type { Decision } from './authorization/authorization.ts'
import type { RouterContext } from './context.ts'
import type { CostMeter } from './cost/cost-meter.ts'
import type { ExecutionResult } from './execution/execution.ts'
import type { Graph } from './graph/graph.ts'
import type { PlannedOperation, PreparedOperation } from './graph/operation-store.ts'
import type { ShareInFlight } from './share-in-flight.ts'
import { createFetch } from './subgraphs/create-fetch.ts'

/** One operation, ready to be run. */
export interface ReadyOperation {
  graph: Graph
  operation: PreparedOperation
  decision: Decision
  planned: PlannedOperation
  variables: Readonly<Record<string, unknown>>
  context: RouterContext
}

/** A run that others may wait for: it costs each of them what it costs. */
export interface MeteredResult {
  readonly result: ExecutionResult
  readonly meter: CostMeter | null
}

/**
 * Runs an operation. Where `share` is given, queries that are the same in all that an answer depends on run once while
 * they overlap.
 */
export function executeOperation(
  ready: ReadyOperation,
  meter: CostMeter | null,
  share: ShareInFlight<MeteredResult> | null,
): Promise<ExecutionResult> {
  const { graph, operation, decision, planned, variables, context } = ready
  const run = (signal: AbortSignal): Promise<ExecutionResult> => {
    const fetch = createFetch(graph.sources, { ...context, signal }, meter)
    return withSpan('execute', {}, () => planned.execution.run({ variables, fetch }))
  }
  if (!share || operation.definition.operation !== 'query') return run(context.signal)
  const key = JSON.stringify([graph.id, operation.hash, decision.fingerprint, variables, context.viewer])
  const runForAll = (signal: AbortSignal) => run(signal).then((result): MeteredResult => ({ result, meter }))
  return share(key, context.signal, runForAll).then((shared) => {
    if (shared.meter && shared.meter !== meter) meter?.follow(shared.meter)
    return shared.result
  })
}
