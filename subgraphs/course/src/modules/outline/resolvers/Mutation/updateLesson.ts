import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { updateLesson as run } from '../../update-lesson.ts'

export const updateLesson: NonNullable<MutationResolvers['updateLesson']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
