import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { reinstateUser as run } from '../../reinstate-user.ts'

export const reinstateUser: NonNullable<MutationResolvers['reinstateUser']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ user: await run(ctx, input) }))
