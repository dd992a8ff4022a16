import type { UserResolvers } from '../../types.generated.ts'
import { findStorage } from '../find-storage.ts'

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  storage: ({ id }, _args, ctx) => findStorage(ctx, id),
}
