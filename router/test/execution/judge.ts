import { compareOutcome } from './compare-outcome.ts'
import { expectationOf } from './expectation.ts'
import { type Faults, NO_FAULTS } from './faults.ts'
import type { LoadedGraph } from './load-graph.ts'
import type { ClientRequest, Executor, Outcome } from './outcome.ts'
import { planFlaw } from './plan-flaw.ts'
import { type Run, startRun } from './run.ts'

export interface Judgement {
  readonly outcome: Outcome
  readonly run: Run
  /** What the specification says against the outcome. */
  readonly objections: readonly string[]
}

export async function judge(
  loaded: LoadedGraph,
  execute: Executor,
  request: ClientRequest,
  faults: Faults = NO_FAULTS,
): Promise<Judgement> {
  const expected = await expectationOf(loaded, faults, request)
  const run = startRun(loaded, faults)
  const outcome = await execute(loaded, run, request)
  return { outcome, run, objections: compareOutcome(loaded, run, expected, outcome) }
}

/** Why a request has no plan that any executor could execute, or null where it has. */
export async function unplannable(loaded: LoadedGraph, request: ClientRequest, faults: Faults): Promise<string | null> {
  const { mutations } = await expectationOf(loaded, faults, request)
  return planFlaw(loaded, { faults, request, mutations })
}
