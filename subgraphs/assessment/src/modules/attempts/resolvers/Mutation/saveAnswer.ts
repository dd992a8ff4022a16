import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { saveAnswer as run } from '../../save-answer.ts'

export const saveAnswer: NonNullable<MutationResolvers['saveAnswer']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
