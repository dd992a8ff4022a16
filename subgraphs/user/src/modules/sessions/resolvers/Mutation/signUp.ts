import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { signUp as run } from '../../sign-up.ts'

export const signUp: NonNullable<MutationResolvers['signUp']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
