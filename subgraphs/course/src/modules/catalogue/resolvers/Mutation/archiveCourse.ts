import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { archiveCourse as run } from '../../archive-course.ts'

export const archiveCourse: NonNullable<MutationResolvers['archiveCourse']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ course: await run(ctx, input) }))
