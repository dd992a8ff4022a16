import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { publishCourse as run } from '../../publish-course.ts'

export const publishCourse: NonNullable<MutationResolvers['publishCourse']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ course: await run(ctx, input) }))
