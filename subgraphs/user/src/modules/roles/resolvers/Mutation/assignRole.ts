import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { assignRole as run } from '../../assign-role.ts'

export const assignRole: NonNullable<MutationResolvers['assignRole']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ user: await run(ctx, input) }))
