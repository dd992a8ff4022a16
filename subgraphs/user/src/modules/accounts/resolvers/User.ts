import type { UserResolvers } from '../../types.generated.ts'

export const User: Pick<
  UserResolvers,
  | 'createdAt'
  | 'displayName'
  | 'email'
  | 'id'
  | 'locale'
  | 'roles'
  | 'sessions'
  | 'timeZone'
  | '__isTypeOf'
  | '__resolveReference'
> = {
  __resolveReference: async ({ id }, { loaders }) => loaders.userById.load(id),
  roles: ({ id }, _args, { loaders }) => loaders.rolesByUserId.load(id),
  sessions: ({ id }, _args, { loaders }) => loaders.openSessionsByUserId.load(id),
}
