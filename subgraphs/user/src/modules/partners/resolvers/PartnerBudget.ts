import { costBudgetKey } from '@lms/kit/token-bucket'
import type { PartnerBudgetResolvers } from '../../types.generated.ts'

export const PartnerBudget: PartnerBudgetResolvers = {
  available: async ({ partnerId, ...shape }, _args, { buckets }) =>
    (await buckets.take(costBudgetKey('partner', partnerId), shape, 0)).available,
}
