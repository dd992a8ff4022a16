import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { revokeRole as run } from '../../revoke-role.ts'

export const revokeRole: NonNullable<MutationResolvers['revokeRole']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ user: await run(ctx, input) }))
