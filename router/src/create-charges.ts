import { createMemoryBuckets, createRedisBuckets } from '@lms/kit/token-bucket'
import { createCostBudgets } from './budget/create-cost-budgets.ts'
import { createResilientBuckets } from './budget/resilient-buckets.ts'
import type { Charges } from './charge.ts'
import type { RouterDeps } from './deps.ts'

/** How operations are charged, as the configuration says. */
export function createCharges(
  { config, clock, redis, redisCircuit, routerMetrics }: RouterDeps,
  onCharged: Charges['onCharged'],
): Charges {
  const charges = { mode: config.COST_LIMITS, ceiling: config.MAX_OPERATION_COST, onCharged }
  if (config.COST_LIMITS !== 'enforce' || !redis) return { ...charges, budgets: null }
  const buckets = createResilientBuckets(redisCircuit, {
    shared: createRedisBuckets(redis, clock),
    own: createMemoryBuckets(clock),
    clock,
    onStep: routerMetrics.budgetStepped,
  })
  const budgets = createCostBudgets(buckets, {
    anonymous: config.COST_BUDGET_ANONYMOUS,
    user: config.COST_BUDGET_USER,
    staff: config.COST_BUDGET_STAFF,
    partner: config.COST_BUDGET_PARTNER,
  })
  return { ...charges, budgets }
}
