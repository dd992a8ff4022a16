import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { verifyEmail as run } from '../../verify-email.ts'

export const verifyEmail: NonNullable<MutationResolvers['verifyEmail']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ user: await run(ctx, input) }))
