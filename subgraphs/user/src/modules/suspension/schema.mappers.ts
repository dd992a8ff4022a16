import type { SuspensionModel } from '../../generated/prisma/models.ts'

export type SuspensionMapper = SuspensionModel
