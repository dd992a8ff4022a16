import type { ModerationModel } from '../../generated/prisma/models.ts'

export type ModerationEntryMapper = ModerationModel
