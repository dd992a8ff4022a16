import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { reviewCourse as run } from '../../review-course.ts'

export const reviewCourse: NonNullable<MutationResolvers['reviewCourse']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
