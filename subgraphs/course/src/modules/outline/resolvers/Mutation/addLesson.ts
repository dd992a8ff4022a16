import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { addLesson as run } from '../../add-lesson.ts'

export const addLesson: NonNullable<MutationResolvers['addLesson']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
