import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { requestEmailVerification as run } from '../../request-email-verification.ts'

export const requestEmailVerification: NonNullable<MutationResolvers['requestEmailVerification']> = (
  _parent,
  _args,
  ctx,
) => withUserErrors(async () => ({ user: await run(ctx) }))
