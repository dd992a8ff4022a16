import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { updateQuestion as run } from '../../update-question.ts'

export const updateQuestion: NonNullable<MutationResolvers['updateQuestion']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
