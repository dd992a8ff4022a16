import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { releaseGrades as run } from '../../release-grades.ts'

export const releaseGrades: NonNullable<MutationResolvers['releaseGrades']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ quiz: await run(ctx, input.quizId) }))
