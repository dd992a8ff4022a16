import type { CostBudgets } from './budget/cost-budget.ts'
import type { CostReport } from './budget/cost-report.ts'
import { rateLimitHeaders } from './budget/rate-limit-headers.ts'
import type { Caller } from './caller.ts'
import type { CostFormula } from './cost/cost.ts'
import { CostMeter } from './cost/cost-meter.ts'
import type { PreparedOperation } from './graph/operation-store.ts'
import type { ResolvedDocument } from './persisted/resolve-document.ts'
import { RequestRefusal } from './refusal.ts'

/** How operations are charged. */
export interface Charges {
  mode: 'enforce' | 'measure' | 'off'
  budgets: CostBudgets | null
  /** Highest estimate of one operation. */
  ceiling: number
  /** Told of every operation that ran and was measured. */
  onCharged: (charge: Charge, cost: { estimated: number; actual: number }) => void
}

export interface Charge {
  caller: Caller
  document: ResolvedDocument
  operation: PreparedOperation
  formula: CostFormula
  variables: Readonly<Record<string, unknown>>
}

interface Charged<Result> {
  result: Result
  cost: CostReport | undefined
  headers: Record<string, string>
}

/**
 * Runs an operation with its estimated cost taken from the caller's bucket, and gives back what it did not use in every
 * ending. `run` tells the meter of its fetches; without one, nothing is measured.
 * @throws RequestRefusal MAX_COST_EXCEEDED or THROTTLED, and BAD_USER_INPUT where `@listSize` is broken, before anything
 * runs; a mode that only measures refuses the last alone
 */
export async function withCharge<Result>(
  { mode, budgets, ceiling, onCharged }: Charges,
  charge: Charge,
  run: (meter: CostMeter | null) => Promise<Result>,
): Promise<Charged<Result>> {
  if (mode === 'off') return { result: await run(null), cost: undefined, headers: {} }
  const { formula, variables } = charge
  const estimated = formula.estimate(variables)
  if (mode === 'enforce' && estimated > ceiling) throw tooExpensive(estimated, ceiling)
  const reservation = mode === 'enforce' ? await budgets?.reserve(charge.caller, estimated) : undefined
  const meter = new CostMeter(formula, variables)
  const settle = (): CostReport => {
    const actual = meter.total()
    const throttleStatus = reservation?.settle(actual)
    onCharged(charge, { estimated, actual })
    return { requestedQueryCost: estimated, actualQueryCost: actual, throttleStatus }
  }
  let result: Result
  try {
    result = await run(meter)
  } catch (error) {
    settle()
    throw error
  }
  const cost = settle()
  return { result, cost, headers: cost.throttleStatus ? rateLimitHeaders(cost.throttleStatus) : {} }
}

export const tooExpensive = (requestedQueryCost: number, ceiling: number) =>
  new RequestRefusal(
    400,
    'MAX_COST_EXCEEDED',
    `The operation costs ${requestedQueryCost} points; a single one may cost ${ceiling}.`,
    { cost: { requestedQueryCost, actualQueryCost: null } },
  )
