import type { BucketState, TokenBuckets } from '@lms/kit/token-bucket'
import { isStaff } from '@lms/kit/viewer'
import type { Budget, Caller } from '../caller.ts'
import { RequestRefusal } from '../refusal.ts'
import { callerKey } from './caller-key.ts'
import type { CostBudgets, ThrottleStatus } from './cost-budget.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'

/** Budgets by kind of caller; a partner may have one of its own. */
export interface BudgetsByRole {
  anonymous: Budget
  user: Budget
  staff: Budget
  partner: Budget
}

/** Cost budgets as token buckets: an operation takes its estimate before it runs and gives back what it did not use. */
export function createCostBudgets(buckets: TokenBuckets, budgets: BudgetsByRole): CostBudgets {
  return {
    async reserve(caller, cost) {
      const budget = budgetOf(caller, budgets)
      if (cost > budget.capacity) throw neverAffordable(cost, budget)
      const key = callerKey(caller)
      const state = await buckets.take(key, budget, cost)
      if (!state.granted) throw throttled(cost, budget, state)
      let settled: Promise<ThrottleStatus> | undefined
      const settle = async (actualCost: number) => {
        const unused = Math.max(0, Math.floor(cost - actualCost))
        return statusOf(budget, unused > 0 ? await buckets.take(key, budget, -unused) : state)
      }
      return {
        status: statusOf(budget, state),
        settle(actualCost) {
          settled ??= settle(actualCost)
          return settled
        },
      }
    },
  }
}

function budgetOf({ viewer, budget }: Caller, budgets: BudgetsByRole): Budget {
  if (viewer.kind === 'partner') return budget ?? budgets.partner
  if (viewer.kind === 'anonymous') return budgets.anonymous
  return isStaff(viewer) ? budgets.staff : budgets.user
}

const statusOf = ({ capacity, restorePerSecond }: Budget, { available }: BucketState): ThrottleStatus => ({
  maximumAvailable: capacity,
  currentlyAvailable: available,
  restoreRate: restorePerSecond,
})

function throttled(requestedQueryCost: number, budget: Budget, state: BucketState): RequestRefusal {
  const throttleStatus = statusOf(budget, state)
  return new RequestRefusal(429, 'THROTTLED', 'Throttled: the cost budget is used up for the moment.', {
    headers: { ...rateLimitHeaders(throttleStatus), 'retry-after': String(Math.ceil(state.waitMs / 1000)) },
    extensions: { cost: { requestedQueryCost, actualQueryCost: null, throttleStatus } },
  })
}

const neverAffordable = (requestedQueryCost: number, { capacity }: Budget) =>
  new RequestRefusal(
    400,
    'MAX_COST_EXCEEDED',
    `The operation costs ${requestedQueryCost} points; the whole budget holds ${capacity}.`,
    { extensions: { cost: { requestedQueryCost, actualQueryCost: null } } },
  )
