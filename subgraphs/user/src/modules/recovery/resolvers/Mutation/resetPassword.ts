import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { resetPassword as run } from '../../reset-password.ts'

export const resetPassword: NonNullable<MutationResolvers['resetPassword']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ user: await run(ctx, input) }))
