import type { Context } from '../../context.ts'
import type { PartnerModel } from '../../generated/prisma/models.ts'

/** The API's `PartnerBudget`, without what is left of it. */
export interface PartnerBudget {
  partnerId: string
  capacity: number
  restorePerSecond: number
}

/** The partner's own budget, or that of every partner. */
export function readBudget({ config }: Context, partner: PartnerModel): PartnerBudget {
  const { id: partnerId, budgetCapacity: capacity, budgetRestorePerSecond: restorePerSecond } = partner
  // The database has both or neither.
  if (capacity === null || restorePerSecond === null) return { partnerId, ...config.COST_BUDGET_PARTNER }
  return { partnerId, capacity, restorePerSecond }
}
