import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { createCourse as run } from '../../create-course.ts'

export const createCourse: NonNullable<MutationResolvers['createCourse']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ course: await run(ctx, input) }))
