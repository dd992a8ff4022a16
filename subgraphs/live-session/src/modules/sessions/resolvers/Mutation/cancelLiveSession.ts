import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { cancelLiveSession as run } from '../../cancel-live-session.ts'

export const cancelLiveSession: NonNullable<MutationResolvers['cancelLiveSession']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ session: await run(ctx, input) }))
