import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { signIn as run } from '../../sign-in.ts'

export const signIn: NonNullable<MutationResolvers['signIn']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
