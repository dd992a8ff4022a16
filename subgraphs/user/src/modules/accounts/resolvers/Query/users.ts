import type { QueryResolvers } from '../../../types.generated.ts'
import { listUsers } from '../../list-users.ts'

export const users: NonNullable<QueryResolvers['users']> = (_parent, { filter, ...page }, ctx) =>
  listUsers(ctx, page, filter?.search ?? null)
