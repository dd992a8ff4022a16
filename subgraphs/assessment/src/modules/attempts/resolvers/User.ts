import type { UserResolvers } from '../../types.generated.ts'
import { listAttempts } from '../list-attempts.ts'

export const User: Pick<UserResolvers, 'attempts' | 'id' | '__resolveReference'> = {
  attempts: ({ id }, page, ctx) => listAttempts(ctx, page, { userId: id }),
}
