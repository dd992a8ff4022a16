import type { AttemptModel } from '../../generated/prisma/models.ts'

export type UserMapper = { id: string }
export type AttemptMapper = AttemptModel
