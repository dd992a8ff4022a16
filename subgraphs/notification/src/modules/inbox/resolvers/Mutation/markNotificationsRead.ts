import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { markNotificationsRead as run } from '../../mark-notifications-read.ts'

export const markNotificationsRead: NonNullable<MutationResolvers['markNotificationsRead']> = (
  _parent,
  { input },
  ctx,
) => withUserErrors(async () => ({ user: await run(ctx, input) }))
