import type { PartnerResolvers } from '../../types.generated.ts'
import { listUsage } from '../list-usage.ts'
import { readBudget } from '../read-budget.ts'

export const Partner: PartnerResolvers = {
  keys: ({ id }, _args, { loaders }) => loaders.keysByPartnerId.load(id),
  budget: (partner, _args, ctx) => readBudget(ctx, partner),
  operations: ({ id }, page, { loaders }) => loaders.operationsOfPartner(id, page),
  usage: ({ id }, { days }, ctx) => listUsage(ctx, id, days),
}
