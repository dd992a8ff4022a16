import type { UserResolvers } from '../../types.generated.ts'
import { listEnrollments } from '../list-enrollments.ts'

export const User: Pick<UserResolvers, 'enrollments' | '__resolveReference'> = {
  enrollments: ({ id }, page, ctx) => listEnrollments(ctx, id, page),
}
