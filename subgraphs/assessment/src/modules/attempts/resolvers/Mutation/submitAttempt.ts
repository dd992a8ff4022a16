import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { submitAttempt as run } from '../../submit-attempt.ts'

export const submitAttempt: NonNullable<MutationResolvers['submitAttempt']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ attempt: await run(ctx, input.attemptId) }))
