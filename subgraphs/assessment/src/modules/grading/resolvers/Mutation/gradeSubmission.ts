import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { gradeSubmission as run } from '../../grade-submission.ts'

export const gradeSubmission: NonNullable<MutationResolvers['gradeSubmission']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
