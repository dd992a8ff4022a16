import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { addQuestion as run } from '../../add-question.ts'

export const addQuestion: NonNullable<MutationResolvers['addQuestion']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ question: await run(ctx, input) }))
