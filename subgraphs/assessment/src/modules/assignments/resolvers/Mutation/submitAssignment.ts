import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { submitAssignment as run } from '../../submit-assignment.ts'

export const submitAssignment: NonNullable<MutationResolvers['submitAssignment']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ submission: await run(ctx, input) }))
