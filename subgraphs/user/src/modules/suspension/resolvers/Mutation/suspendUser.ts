import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { suspendUser as run } from '../../suspend-user.ts'

export const suspendUser: NonNullable<MutationResolvers['suspendUser']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ user: await run(ctx, input) }))
