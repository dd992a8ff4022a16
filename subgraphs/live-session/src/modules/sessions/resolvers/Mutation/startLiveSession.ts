import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { startLiveSession as run } from '../../start-live-session.ts'

export const startLiveSession: NonNullable<MutationResolvers['startLiveSession']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ session: await run(ctx, input) }))
