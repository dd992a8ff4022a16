import type { CostBudgets, Reservation, ThrottleStatus } from './budget/cost-budget.ts'
import { rateLimitHeaders } from './budget/rate-limit-headers.ts'
import type { Caller } from './caller.ts'
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
  /** Told of every operation that ran. */
  onCharged: (charge: Charge, actual: number) => void
}

export interface Charge {
  caller: Caller
  document: ResolvedDocument
  operation: PreparedOperation
  estimate: number
}

interface Charged<Result> {
  result: Result
  report: CostReport | null
  headers: Record<string, string>
}

/**
 * Runs an operation with its estimated cost taken from the caller's bucket, and gives back what it did not use in every
 * ending. `run` adds what each subgraph answer really cost.
 * @throws RequestRefusal MAX_COST_EXCEEDED or THROTTLED, before anything runs
 */
export async function withCharge<Result>(
  { mode, budgets, ceiling, onCharged }: Charges,
  charge: Charge,
  run: (addCost: (cost: number) => void) => Promise<Result>,
): Promise<Charged<Result>> {
  if (mode === 'off') return { result: await run(() => {}), report: null, headers: {} }
  const { estimate } = charge
  if (mode === 'enforce' && estimate > ceiling) throw tooExpensive(estimate, ceiling)
  const reservation = mode === 'enforce' ? await budgets?.reserve(charge.caller, estimate) : undefined
  let actual = 0
  try {
    const result = await run((cost) => (actual += cost))
    return { result, ...(await settle(reservation, estimate, actual)) }
  } catch (error) {
    await reservation?.settle(actual)
    throw error
  } finally {
    onCharged(charge, actual)
  }
}

async function settle(reservation: Reservation | undefined, requestedQueryCost: number, actualQueryCost: number) {
  const throttleStatus = await reservation?.settle(actualQueryCost)
  return {
    report: { requestedQueryCost, actualQueryCost, ...(throttleStatus ? { throttleStatus } : {}) },
    headers: throttleStatus ? rateLimitHeaders(throttleStatus) : {},
  }
}

const tooExpensive = (requestedQueryCost: number, ceiling: number) =>
  new RequestRefusal(
    400,
    'MAX_COST_EXCEEDED',
    `The operation costs ${requestedQueryCost} points; a single one may cost ${ceiling}.`,
    { extensions: { cost: { requestedQueryCost, actualQueryCost: null } } },
  )
