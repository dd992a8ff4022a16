import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { createPoll as run } from '../../create-poll.ts'

export const createPoll: NonNullable<MutationResolvers['createPoll']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ poll: await run(ctx, input) }))
