import type { PartnerKeyModel, PartnerModel, PartnerOperationModel } from '../../generated/prisma/models.ts'
import type { UsedOperation } from './list-usage.ts'
import type { PartnerBudget } from './read-budget.ts'

export type PartnerMapper = PartnerModel
export type PartnerKeyMapper = PartnerKeyModel
export type PartnerOperationMapper = PartnerOperationModel
export type PartnerOperationUsageMapper = UsedOperation
export type PartnerBudgetMapper = PartnerBudget
