import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { scheduleLiveSession as run } from '../../schedule-live-session.ts'

export const scheduleLiveSession: NonNullable<MutationResolvers['scheduleLiveSession']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ session: await run(ctx, input) }))
