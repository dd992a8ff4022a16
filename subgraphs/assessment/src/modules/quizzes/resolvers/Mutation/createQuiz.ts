import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { createQuiz as run } from '../../create-quiz.ts'

export const createQuiz: NonNullable<MutationResolvers['createQuiz']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ quiz: await run(ctx, input) }))
