import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { updateCourse as run } from '../../update-course.ts'

export const updateCourse: NonNullable<MutationResolvers['updateCourse']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ course: await run(ctx, input) }))
