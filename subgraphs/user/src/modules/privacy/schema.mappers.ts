import type {
  DataExportModel,
  ErasureModel,
  ErasureReceiptModel,
  ExportReceiptModel,
} from '../../generated/prisma/models.ts'

export type ErasureMapper = ErasureModel & { receipts: ErasureReceiptModel[]; resumed: number }
export type DataExportMapper = DataExportModel & { receipts: ExportReceiptModel[]; resumed: number }
