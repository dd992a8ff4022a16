import type { Connection } from '@lms/kit/pagination'
import type { UserModel } from '../../generated/prisma/models.ts'

export type UserMapper = UserModel
export type UserConnectionMapper = Connection<UserModel>
export type UserEdgeMapper = { cursor: string; node: UserModel }
