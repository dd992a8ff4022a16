import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { publishQuiz as run } from '../../publish-quiz.ts'

export const publishQuiz: NonNullable<MutationResolvers['publishQuiz']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ quiz: await run(ctx, input.quizId) }))
