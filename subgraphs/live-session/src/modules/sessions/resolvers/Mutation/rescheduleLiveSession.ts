import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { rescheduleLiveSession as run } from '../../reschedule-live-session.ts'

export const rescheduleLiveSession: NonNullable<MutationResolvers['rescheduleLiveSession']> = (
  _parent,
  { input },
  ctx,
) => withUserErrors(async () => ({ session: await run(ctx, input) }))
