import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { removeLesson as run } from '../../remove-lesson.ts'

export const removeLesson: NonNullable<MutationResolvers['removeLesson']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ course: await run(ctx, input) }))
