import type { MessageModel } from '../../generated/prisma/models.ts'

export type LiveMessageMapper = MessageModel
