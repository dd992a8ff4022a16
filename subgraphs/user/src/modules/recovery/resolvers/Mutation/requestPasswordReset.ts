import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { requestPasswordReset as run } from '../../request-password-reset.ts'

export const requestPasswordReset: NonNullable<MutationResolvers['requestPasswordReset']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => {
    await run(ctx, input)
    return {}
  })
