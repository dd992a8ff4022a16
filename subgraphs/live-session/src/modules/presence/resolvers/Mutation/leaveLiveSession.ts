import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { leaveLiveSession as run } from '../../leave-live-session.ts'

export const leaveLiveSession: NonNullable<MutationResolvers['leaveLiveSession']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ session: await run(ctx, input) }))
