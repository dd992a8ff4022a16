import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { endLiveSession as run } from '../../end-live-session.ts'

export const endLiveSession: NonNullable<MutationResolvers['endLiveSession']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ session: await run(ctx, input) }))
