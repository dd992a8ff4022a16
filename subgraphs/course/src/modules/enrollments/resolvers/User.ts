import type { UserResolvers } from '../../types.generated.ts'

export const User: Pick<UserResolvers, 'enrollments' | '__resolveReference'> = {
  enrollments: ({ id }, page, { loaders }) => loaders.enrollmentsOfLearner(id, page),
}
