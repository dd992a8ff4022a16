import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { joinLiveSession as run } from '../../join-live-session.ts'

export const joinLiveSession: NonNullable<MutationResolvers['joinLiveSession']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
