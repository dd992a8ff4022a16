import type { BucketShape, BucketState } from '@lms/kit/token-bucket'
import { isStaff } from '@lms/kit/viewer'
import type { Caller } from '../caller.ts'
import { RequestRefusal } from '../refusal.ts'
import { callerKey } from './caller-key.ts'
import type { CostBudgets, Reservation, ThrottleStatus } from './cost-budget.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import type { ResilientBuckets, TakenPoints } from './resilient-buckets.ts'

/** Budgets by kind of caller; a partner may have one of its own. */
export interface BudgetsByRole {
  anonymous: BucketShape
  user: BucketShape
  staff: BucketShape
  partner: BucketShape
}

/** Cost budgets as token buckets: an operation takes its estimate before it runs and gives back what it did not use. */
export function createCostBudgets(buckets: ResilientBuckets, budgets: BudgetsByRole): CostBudgets {
  return {
    async reserve(caller, cost) {
      const budget = budgetOf(caller, budgets)
      if (cost > budget.capacity) throw neverAffordable(cost, budget)
      const taken = await buckets.take(callerKey(caller), budget, cost)
      if (!taken.granted) throw throttled(cost, budget, taken)
      return reservationOf(cost, budget, taken)
    },
  }
}

function reservationOf(cost: number, budget: BucketShape, taken: TakenPoints): Reservation {
  let settled: ThrottleStatus | undefined
  function settle(actualCost: number): ThrottleStatus {
    const unused = Math.max(0, Math.min(cost, Math.floor(cost - actualCost)))
    taken.giveBack(unused)
    return statusOf(budget, { available: Math.min(budget.capacity, taken.available + unused) })
  }
  return {
    settle(actualCost) {
      settled ??= settle(actualCost)
      return settled
    },
  }
}

function budgetOf({ viewer, budget }: Caller, budgets: BudgetsByRole): BucketShape {
  if (viewer.kind === 'partner') return budget ?? budgets.partner
  if (viewer.kind === 'user') return isStaff(viewer) ? budgets.staff : budgets.user
  return budgets.anonymous
}

const statusOf = (
  { capacity, restorePerSecond }: BucketShape,
  { available }: Pick<BucketState, 'available'>,
): ThrottleStatus => ({
  maximumAvailable: capacity,
  currentlyAvailable: available,
  restoreRate: restorePerSecond,
})

function throttled(requestedQueryCost: number, budget: BucketShape, state: BucketState): RequestRefusal {
  const throttleStatus = statusOf(budget, state)
  return new RequestRefusal(429, 'THROTTLED', 'Throttled: the cost budget is used up for the moment.', {
    headers: { ...rateLimitHeaders(throttleStatus), 'retry-after': String(Math.ceil(state.waitMs / 1000)) },
    cost: { requestedQueryCost, actualQueryCost: null, throttleStatus },
  })
}

const neverAffordable = (requestedQueryCost: number, { capacity }: BucketShape) =>
  new RequestRefusal(
    400,
    'MAX_COST_EXCEEDED',
    `The operation costs ${requestedQueryCost} points; the whole budget holds ${capacity}.`,
    { cost: { requestedQueryCost, actualQueryCost: null } },
  )
