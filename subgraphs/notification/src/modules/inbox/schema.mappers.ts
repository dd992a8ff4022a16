import type { NotificationModel } from '../../generated/prisma/models.ts'

export type NotificationMapper = NotificationModel
export type UserMapper = { id: string }
