import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { signOut as run } from '../../sign-out.ts'

export const signOut: NonNullable<MutationResolvers['signOut']> = (_parent, _args, ctx) =>
  withUserErrors(async () => ({ user: await run(ctx) }))
