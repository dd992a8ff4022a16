import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { refreshSession as run } from '../../refresh-session.ts'

export const refreshSession: NonNullable<MutationResolvers['refreshSession']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input.refreshToken))
