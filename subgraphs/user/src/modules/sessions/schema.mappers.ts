import type { SessionModel } from '../../generated/prisma/models.ts'

export type SessionMapper = SessionModel
