import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { startAttempt as run } from '../../start-attempt.ts'

export const startAttempt: NonNullable<MutationResolvers['startAttempt']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ attempt: await run(ctx, input.quizId) }))
