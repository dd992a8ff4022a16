import type { CostBudgets, Reservation, ThrottleStatus } from './budget/cost-budget.ts'
import { rateLimitHeaders } from './budget/rate-limit-headers.ts'
import type { Caller } from './caller.ts'
import type { CostFormula } from './cost/cost.ts'
import { type CostMeter, createCostMeter } from './cost/cost-meter.ts'
import type { PreparedOperation } from './graph/operation-store.ts'
import type { ResolvedDocument } from './persisted/resolve-document.ts'
import { RequestRefusal } from './refusal.ts'

/** `extensions.cost` of an answer. */
export interface CostReport {
  readonly requestedQueryCost: number
  /** From the sizes that lists really had; null when nothing was run. */
  readonly actualQueryCost: number | null
  /** Absent while costs are only measured. */
  readonly throttleStatus?: ThrottleStatus
}

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
  report: CostReport | null
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
  if (mode === 'off') return { result: await run(null), report: null, headers: {} }
  const { formula, variables } = charge
  const estimated = formula.estimate(variables)
  if (mode === 'enforce' && estimated > ceiling) throw tooExpensive(estimated, ceiling)
  const reservation = mode === 'enforce' ? await budgets?.reserve(charge.caller, estimated) : undefined
  const meter = createCostMeter(formula, variables)
  try {
    const result = await run(meter)
    return { result, ...settle(reservation, estimated, meter.total()) }
  } catch (error) {
    reservation?.settle(meter.total())
    throw error
  } finally {
    onCharged(charge, { estimated, actual: meter.total() })
  }
}

function settle(reservation: Reservation | undefined, requestedQueryCost: number, actualQueryCost: number) {
  const throttleStatus = reservation?.settle(actualQueryCost)
  return {
    report: { requestedQueryCost, actualQueryCost, ...(throttleStatus ? { throttleStatus } : {}) },
    headers: throttleStatus ? rateLimitHeaders(throttleStatus) : {},
  }
}

export const tooExpensive = (requestedQueryCost: number, ceiling: number) =>
  new RequestRefusal(
    400,
    'MAX_COST_EXCEEDED',
    `The operation costs ${requestedQueryCost} points; a single one may cost ${ceiling}.`,
    { extensions: { cost: { requestedQueryCost, actualQueryCost: null } } },
  )
