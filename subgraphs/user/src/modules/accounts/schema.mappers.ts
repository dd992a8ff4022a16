import type { UserModel } from '../../generated/prisma/models.ts'

export type UserMapper = UserModel
