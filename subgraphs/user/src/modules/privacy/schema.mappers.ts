import type { ErasureModel, ErasureReceiptModel } from '../../generated/prisma/models.ts'

export type ErasureMapper = ErasureModel & { receipts: ErasureReceiptModel[]; resumed: number }
